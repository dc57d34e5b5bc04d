"""The things on the table, one function for each form of packaging."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.studio import Studio, mixed

WHITE = (255, 255, 255)


def bottle(studio: Studio) -> None:
    palette = studio.palette
    studio.shadow((370, 770, 700, 830))
    studio.round((372, 350, 628, 800), palette.body, 46)
    studio.polygon([(372, 400), (420, 340), (580, 340), (628, 400)], palette.body, soft=10)
    studio.round((420, 318, 580, 352), mixed(palette.body, palette.accent, 0.35), 8)
    studio.round((404, 222, 596, 330), palette.accent, 16)
    studio.round((404, 306, 596, 312), mixed(palette.accent, WHITE, 0.25), 3)
    studio.label((372, 440, 628, 720))
    studio.gleam((398, 380, 412, 780), 0.28)


def dropper(studio: Studio) -> None:
    palette = studio.palette
    glass = mixed(palette.body, palette.accent, 0.3)
    studio.shadow((400, 775, 660, 825))
    studio.round((408, 400, 592, 800), glass, 34)
    studio.polygon([(408, 450), (458, 380), (542, 380), (592, 450)], glass, soft=12)
    studio.round((452, 316, 548, 396), mixed(palette.accent, (20, 20, 24), 0.2), 8)
    studio.round((470, 190, 530, 330), mixed(palette.body, WHITE, 0.3), 30)
    studio.label((408, 500, 592, 730))
    studio.gleam((428, 430, 440, 780), 0.4)


def jar(studio: Studio) -> None:
    palette = studio.palette
    studio.shadow((300, 760, 770, 840))
    studio.round((310, 460, 690, 800), palette.body, 54)
    studio.round((326, 430, 674, 490), mixed(palette.body, palette.accent, 0.3), 16)
    studio.round((300, 340, 700, 462), palette.accent, 22)
    studio.round((300, 436, 700, 443), mixed(palette.accent, WHITE, 0.25), 3)
    studio.label((310, 530, 690, 740))
    studio.gleam((342, 510, 358, 770), 0.26)


def box(studio: Studio) -> None:
    palette = studio.palette
    side = mixed(palette.body, palette.accent, 0.45)
    studio.shadow((300, 765, 790, 835))
    studio.polygon([(640, 330), (722, 296), (722, 762), (640, 805)], side, depth=0.3)
    studio.polygon([(300, 330), (640, 330), (722, 296), (398, 296)], mixed(palette.body, WHITE, 0.45), depth=0)
    studio.polygon([(300, 330), (640, 330), (640, 805), (300, 805)], palette.body, depth=0.22)
    studio.polygon([(300, 330), (640, 330), (640, 396), (300, 396)], palette.accent, depth=0.22)
    studio.label((345, 450, 595, 750), depth=0.15)


def tube(studio: Studio) -> None:
    palette = studio.palette
    studio.shadow((400, 775, 660, 828))
    studio.polygon([(378, 205), (622, 205), (590, 700), (410, 700)], palette.body, soft=5)
    studio.polygon(
        [(374, 182), (626, 182), (622, 226), (378, 226)], mixed(palette.body, palette.accent, 0.25), depth=0.5
    )
    for x in range(388, 620, 12):
        studio.round((x, 186, x + 3, 222), mixed(palette.body, WHITE, 0.25), 1, depth=0)
    studio.round((416, 690, 584, 716), mixed(palette.body, palette.accent, 0.35), 6)
    studio.round((424, 708, 576, 802), palette.accent, 14)
    studio.label((412, 300, 588, 580), depth=0.4)
    studio.gleam((416, 250, 428, 670), 0.28)


def blister(studio: Studio) -> None:
    palette = studio.palette
    foil = mixed(palette.wall, WHITE, 0.55)
    studio.shadow((250, 755, 800, 835), 0.26)
    studio.round((262, 300, 738, 800), mixed(foil, palette.accent, 0.35), 30, depth=0.25)
    studio.round((262, 300, 738, 794), foil, 30, depth=0.4)
    for row in range(4):
        for column in range(4):
            x, y = 300 + column * 104, 336 + row * 110
            studio.ellipse((x + 4, y + 7, x + 92, y + 95), mixed(foil, palette.accent, 0.28))
            studio.ellipse((x, y, x + 88, y + 88), mixed(foil, palette.body, 0.3), depth=0.6)
            studio.ellipse((x + 12, y + 12, x + 76, y + 76), palette.body, depth=0.9)
            studio.gleam((x + 26, y + 22, x + 36, y + 46), 0.55)


def envelope(studio: Studio) -> None:
    palette = studio.palette
    studio.shadow((220, 740, 810, 835), 0.3)
    studio.round((290, 250, 710, 640), palette.paper, 14, depth=0.12)
    for half, y in ((70, 330), (150, 372), (120, 402)):
        studio.round((340, y - 4, 340 + half * 2, y + 4), mixed(palette.accent, WHITE, 0.25), 4, depth=0)
    studio.ellipse((600, 300, 664, 364), palette.body)
    studio.round((220, 450, 780, 800), palette.body, 18, depth=0.3)
    studio.polygon([(226, 796), (500, 575), (774, 796)], mixed(palette.body, palette.accent, 0.16), depth=0.3, soft=4)
    studio.polygon([(224, 456), (776, 456), (500, 664)], mixed(palette.body, WHITE, 0.22), depth=0.3, soft=6)
    studio.ellipse((462, 606, 538, 682), palette.accent, depth=0.7)
    studio.ellipse((478, 622, 522, 666), mixed(palette.accent, WHITE, 0.18), depth=0.3)


def pouch(studio: Studio) -> None:
    palette = studio.palette
    studio.shadow((300, 765, 760, 838))
    studio.polygon([(330, 250), (670, 250), (706, 790), (294, 790)], palette.body, soft=16)
    studio.ellipse((300, 744, 700, 812), mixed(palette.body, palette.accent, 0.3), depth=0.6)
    studio.polygon([(330, 240), (670, 240), (676, 318), (324, 318)], palette.accent, depth=0.7, soft=8)
    studio.round((330, 312, 670, 318), mixed(palette.accent, WHITE, 0.3), 3, depth=0.4)
    studio.ellipse((482, 262, 518, 298), palette.wall)
    studio.label((376, 400, 624, 690))


FORMS: dict[str, Callable[[Studio], None]] = {
    form.__name__: form for form in (bottle, dropper, jar, box, tube, blister, envelope, pouch)
}
