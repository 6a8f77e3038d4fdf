"""Names of months and the small words around dates, in folded lower case (`fold_label`)."""

from functools import cache

from withhold.text.calendars import GREGORIAN, ISLAMIC, PERSIAN
from withhold.text.normalise import fold_label

# One line a language; variants of one month are set apart by "/".
_GREGORIAN = (
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept"
    " october/oct november/nov december/dec",
    "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago"
    " septiembre/setiembre/sep/set octubre/oct noviembre/nov diciembre/dic",
    "janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil août/aoû septembre/sept"
    " octobre/oct novembre/nov décembre/déc",
    "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set"
    " outubro/out novembro/nov dezembro/dez",
    "januar/jan/jänner/jän februar/feb märz/mär/mrz april/apr mai juni/jun juli/jul august/aug september/sep"
    " oktober/okt november/nov dezember/dez",
    "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sep"
    " oktober/okt november/nov december/dec",
    "января/январь/янв февраля/февраль/фев марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн"
    " июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент октября/октябрь/окт ноября/ноябрь/ноя"
    " декабря/декабрь/дек",
    "يناير فبراير مارس أبريل/ابريل مايو يونيو/يونيه يوليو/يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "ژانویه فوریه مارس آوریل مه/می ژوئن ژوئیه/جولای اوت/آگوست سپتامبر اکتبر نوامبر دسامبر",
    "ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki"
    " kasım/kas aralık/ara",
    "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago"
    " settembre/set ottobre/ott novembre/nov dicembre/dic",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
)
_PERSIAN = (
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
    "farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand",
    "hamal sawr jawza saratan asad sunbula mizan aqrab qaws jadi dalw hut",
)
_ISLAMIC = (
    "محرم صفر ربيع_الأول ربيع_الثاني/ربيع_الآخر جمادى_الأولى/جمادى_الأول جمادى_الآخرة/جمادى_الثانية"
    " رجب شعبان رمضان شوال ذو_القعدة/ذی_القعده ذو_الحجة/ذی_الحجه",
    "muharram safar rabi_al_awwal rabi_al_thani jumada_al_ula jumada_al_akhira rajab shaban ramadan"
    " shawwal dhu_al_qidah dhu_al_hijjah",
)
_FILLERS = (
    "de del of the st nd rd th er dia día den der le el am born le о от года г год году م هـ ه سنة"
    " في در تاریخ مورخ ال yılı gün tarihinde"
    " monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
)


def _of(lines: tuple[str, ...], calendar: str) -> dict[str, tuple[int, str]]:
    return {
        fold_label(name.replace("_", " ")): (month, calendar)
        for line in lines
        for month, names in enumerate(line.split(), 1)
        for name in names.split("/")
    }


@cache
def month_names() -> dict[str, tuple[int, str]]:
    """Name of a month in `fold_label` spelling: its number and its calendar."""
    # Later entries give way to the Gregorian ones, which are by far the most frequent.
    return _of(_ISLAMIC, ISLAMIC) | _of(_PERSIAN, PERSIAN) | _of(_GREGORIAN, GREGORIAN)


@cache
def fillers() -> frozenset[str]:
    """Words that stand in a written date and say nothing of the day: particles, ordinals, weekdays."""
    return frozenset(fold_label(word) for word in _FILLERS.split())
