"""Place names and the areas they stand for."""

from pathlib import Path
from shutil import copytree

import pytest

from knowledge.errors import BrokenManifest
from knowledge.reading import places
from knowledge.reading.places import Doubtful, Gazetteer, load_gazetteer

FOLDER = Path(places.__file__).parents[1] / "jurisdictions"


UNCOVERED = [
    "浦东新区怎么备案",
    "海淀区的企业",
    "余杭怎么备案",
    "景德镇",
    "莆田的厂",
    "石河子",
    "城关区",
    "宽甸满族自治县",
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("我在如皋", ("nantong",)),
        ("苏锡通科技产业园区的企业", ("nantong",)),
        ("江苏省南通市海安市", ("nantong",)),
        ("南通通州的厂", ("nantong",)),
        ("淮北相山的规上工厂", ("xiangshan",)),
        ("佛山顺德", ("guangdong",)),
        ("梅县的企业", ("meizhou",)),
        ("宝安这边", ("shenzhen",)),
        ("深圳龙华区", ("shenzhen",)),
        ("广东省深圳市怎么备案", ("shenzhen",)),
        ("广东和相山分别找谁", ("guangdong", "xiangshan")),
        ("深圳跟广东有什么不同", ("shenzhen", "guangdong")),
        ("深圳的指南和省里的规范有什么区别", ("shenzhen", "guangdong")),
        ("惠东的厂", ("guangdong",)),
        ("海丰怎么备案", ("guangdong",)),
        ("三水的企业", ("guangdong",)),
        ("蛇口的企业", ("shenzhen",)),
        ("吕四渔港", ("nantong",)),
        ("别说深圳，说相山的备案", ("xiangshan",)),
        ("开首席质量官会议", ()),
        ("产品创新兴趣高，和平相处", ()),
    ],
)
def test_a_named_place_leads_to_its_area(gazetteer: Gazetteer, text: str, codes: tuple[str, ...]) -> None:
    named = gazetteer.read(text)
    assert named.codes == codes
    assert named.doubtful is None


@pytest.mark.parametrize(
    ("text", "name", "codes"),
    [
        ("我在通州", "通州", ("nantong",)),
        ("象山区怎么备案", "象山", ("xiangshan",)),
        ("我司在龙华", "龙华", ("shenzhen",)),
        ("南山的企业", "南山", ("shenzhen",)),
        ("白云区", "白云", ("guangdong",)),
        ("我们在淮北", "淮北", ("xiangshan",)),
        ("江苏的企业", "江苏", ("nantong",)),
    ],
)
def test_a_name_that_several_places_share_is_doubtful(
    gazetteer: Gazetteer, text: str, name: str, codes: tuple[str, ...]
) -> None:
    named = gazetteer.read(text)
    assert (named.codes, named.doubtful) == ((), Doubtful(name, codes))


def test_the_area_of_the_conversation_settles_a_doubtful_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.read("我在通州", known="nantong").codes == ("nantong",)
    assert gazetteer.read("我在通州", known="guangdong").codes == ()


@pytest.mark.parametrize("text", ["北京通州的厂", "宁波象山", "苏州怎么规定", "烈山区", "合肥", "武汉呢", *UNCOVERED])
def test_a_place_without_texts_is_elsewhere(gazetteer: Gazetteer, text: str) -> None:
    named = gazetteer.read(text)
    assert (named.codes, named.doubtful) == ((), None)
    assert named.elsewhere


def test_a_place_without_texts_beside_one_with_texts_matters_only_in_a_comparison(gazetteer: Gazetteer) -> None:
    assert gazetteer.read("总部设于上海，厂在南通").elsewhere == ()
    assert gazetteer.read("南通和上海一样吗").elsewhere == ("上海",)


def test_words_for_the_own_province_name_no_area(gazetteer: Gazetteer) -> None:
    assert gazetteer.read("省里有什么规定", known="nantong").codes == ()
    assert gazetteer.read("省里有什么规定", known="shenzhen").codes == ()
    assert gazetteer.read("省里有什么规定").codes == ()
    assert gazetteer.read("南通要先报省局吗").codes == ("nantong",)


def test_in_a_long_story_the_place_counts_where_the_user_is(gazetteer: Gazetteer) -> None:
    story = (
        "肇庆做铝型材的，老乡在南通说他们那儿有个什么联盟，那是江苏的我管不着，我就想问问我们这边有没有自律公约这个说法"
    )
    assert gazetteer.read(story).codes == ("guangdong",)
    said = (
        "听同行讲南通早就搞了，我们在相山开发区做食品，六十来号人，老板让我来问一下，这个首席质量官的备案表到底去哪里交"
    )
    assert gazetteer.read(said).codes == ("xiangshan",)
    assert gazetteer.read("好了南通不管了。我广州黄埔的厂，质量官的薪酬福利有原话没").codes == ("guangdong",)


@pytest.mark.parametrize(
    "text",
    [
        *["公开平台在哪", "给企业优惠来不来得及", "有没有更高要求", "小伙子从化验室干起来的", "我跟他大同小异"],
        *["在线上海量课程有吗", "培训重庆祝活动", "确保定期培训", "几天津贴", "推广安全管理", "第三明确责任"],
        *["中山路的企业怎么备案", "南通大学毕业行吗", "读过孙中山的书", "合作市场怎么管"],
        *["沟通和协调谁管", "备案、通知、培训", "继续教育、深造算不算"],
    ],
)
def test_a_place_inside_other_words_is_none(gazetteer: Gazetteer, text: str) -> None:
    named = gazetteer.read(text)
    assert (named.codes, named.elsewhere) == ((), ())


def test_a_place_on_the_way_is_in_passing(gazetteer: Gazetteer) -> None:
    assert gazetteer.read("老板去上海听讲座了").is_in_passing
    assert not gazetteer.read("上海要什么学历").is_in_passing


def test_a_larger_place_beside_an_area_of_ours_is_elsewhere(gazetteer: Gazetteer) -> None:
    for text in ("广东和安徽备案一样吗", "粤、皖两地备案一样吗"):
        named = gazetteer.read(text)
        assert (named.codes, named.elsewhere) == (("guangdong",), ("安徽",))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("我们集团总部在深圳，海门工厂首席质量官要什么条件", ("nantong",)),
        ("总公司在广州，子公司在海门，怎么备案", ("nantong",)),
        ("集团在深圳，南通分公司怎么备案", ("nantong",)),
        ("供应商的原料从广东来的，备案去哪", ()),
        ("老板是中山人，要备案吗", ()),
        ("我们的质量官是江西人，行不行", ()),
        ("我是深圳人，怎么备案", ("shenzhen",)),
        ("总部在深圳，怎么备案", ()),
        ("客户是上海的，我们怎么备案", ()),
        ("深圳总部要求我们备案", ()),
        ("我在深圳总部，怎么备案", ("shenzhen",)),
        ("我们是深圳的供应商，怎么备案", ("shenzhen",)),
        ("总部在深圳，工厂在南通，两边要求一样吗", ("shenzhen", "nantong")),
        ("广州和海门工厂怎么备案", ("guangdong", "nantong")),
    ],
)
def test_where_a_head_office_or_a_customer_is_does_not_say_where_the_user_is(
    gazetteer: Gazetteer, text: str, codes: tuple[str, ...]
) -> None:
    named = gazetteer.read(text, known="xiangshan")
    assert (named.codes, named.elsewhere) == (codes, ())


def test_one_character_names_an_area_in_a_list(gazetteer: Gazetteer) -> None:
    assert gazetteer.read("粤、通、相山三地分别怎么说").codes == ("guangdong", "nantong", "xiangshan")
    assert gazetteer.read("优粤卡怎么申请").codes == ()


def test_the_rest_is_the_message_without_places(gazetteer: Gazetteer) -> None:
    assert gazetteer.read("南通市如东县要什么学历").rest == "要什么学历"
    assert gazetteer.read("集团总部在深圳，海门工厂要什么条件").rest == "工厂要什么条件"
    assert gazetteer.read("供应商从广东来的，备案去哪").rest == "备案去哪"


def test_a_child_inherits_from_its_parent_only(gazetteer: Gazetteer) -> None:
    assert gazetteer.lineage("shenzhen") == ("shenzhen", "guangdong")
    assert gazetteer.lineage("guangdong") == ("guangdong",)
    assert gazetteer.lineage("") == ()


def test_a_new_area_is_one_file(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "jurisdictions")
    (folder / "suzhou.toml").write_text(
        'name = "苏州市"\nshort_name = "苏州"\ncontainers = ["江苏"]\nplaces = ["昆山", "吴中"]\n', "utf-8"
    )
    grown = load_gazetteer(folder)
    assert grown.read("昆山的厂").codes == ("suzhou",)
    assert grown.read("吴中区的厂").codes == ("suzhou",)
    assert grown.read("我们在江苏").doubtful == Doubtful("江苏", ("nantong", "suzhou"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('name = "苏州市"\nshort_name = "苏州"\nplaces = []\nparent = "jiangsu"\n', "parent 'jiangsu' has no file"),
        ('name = "苏州市"\nshort_name = "苏州"\nplaces = []\ncolour = "red"\n', "line 4: colour"),
        ('name = "苏州市\n', "not TOML"),
        ('name = "苏州市"\nshort_name = "苏州"\nplaces = []\nparent = "suzhou"\n', "its own ancestor"),
        ('name = "苏州市"\nshort_name = "苏州"\nplaces = ["海门"]\n', "海门 is already a place of nantong.toml"),
        (
            'name = "苏州市"\nshort_name = "苏州"\nplaces = []\nabbreviation = "通"\n',
            "通 is already a place of nantong.toml",
        ),
        ('name = "苏州市"\nshort_name = "苏州"\nplaces = [" "]\n', "line 3: places.0"),
        ('name = "苏州市"\nshort_name = ""\nplaces = []\n', "line 2: short_name"),
    ],
)
def test_a_broken_area_is_refused_with_its_file(tmp_path: Path, content: str, sentence: str) -> None:
    folder = copytree(FOLDER, tmp_path / "jurisdictions")
    (folder / "suzhou.toml").write_text(content, "utf-8")
    with pytest.raises(BrokenManifest, match="suzhou.toml.*" + sentence):
        load_gazetteer(folder)


def test_a_ring_of_parents_is_refused(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "jurisdictions")
    for code, parent in (("suzhou", "wuxi"), ("wuxi", "suzhou")):
        content = f'name = "{code}"\nshort_name = "{code}"\nplaces = []\nparent = "{parent}"\n'
        (folder / f"{code}.toml").write_text(content, "utf-8")
    with pytest.raises(BrokenManifest, match=r"suzhou\.toml: parent 'wuxi' makes the area its own ancestor"):
        load_gazetteer(folder)


@pytest.mark.parametrize("text", ["任职条件是什么，我问的是南通", "任职条件是什么，我说的是南通。"])
def test_words_that_only_point_at_a_place_are_no_part_of_the_question(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.read(text).rest.rstrip("。 ") == "任职条件是什么"
