//! Dates as they are written, and what is none.

use super::*;

/// The start as ISO 8601 in UTC, the precision and the offset in hours.
fn shown(text: &str) -> Option<(String, Precision, Option<i32>)> {
    let date = parse(text)?;
    assert!(date.start < date.end);
    let start = jiff::Timestamp::from_second(date.start).unwrap().to_string();
    Some((start, date.precision, date.offset.map(|seconds| seconds / 3600)))
}

#[test]
fn dates_keep_their_precision() {
    use Precision::*;
    for (text, start, precision, offset) in [
        ("2025", "2025-01-01T00:00:00Z", Year, None),
        ("2025-03", "2025-03-01T00:00:00Z", Month, None),
        ("2025-12", "2025-12-01T00:00:00Z", Month, None),
        ("2025-08-15", "2025-08-15T00:00:00Z", Day, None),
        ("2025/8/5", "2025-08-05T00:00:00Z", Day, None),
        ("20250815", "2025-08-15T00:00:00Z", Day, None),
        ("20250815093015", "2025-08-15T09:30:15Z", Second, None),
        ("2025-08-15T09:30", "2025-08-15T09:30:00Z", Minute, None),
        ("2025-08-15 09:30:15", "2025-08-15T09:30:15Z", Second, None),
        ("2025-08-15T09:30:15.123456Z", "2025-08-15T09:30:15Z", Second, Some(0)),
        ("2018-07-15T07:54:28-04:00", "2018-07-15T11:54:28Z", Second, Some(-4)),
        ("2025-08-15T09:30+0200", "2025-08-15T07:30:00Z", Minute, Some(2)),
        ("2025-08-15T09:30:00+02:00[Europe/Paris]", "2025-08-15T07:30:00Z", Second, Some(2)),
        ("2025-08-15 09:30:00 UTC", "2025-08-15T09:30:00Z", Second, Some(0)),
        ("1755250215", "2025-08-15T09:30:15Z", Second, Some(0)),
        ("1755250215.75", "2025-08-15T09:30:15Z", Second, Some(0)),
        ("1755250215123", "2025-08-15T09:30:15Z", Second, Some(0)),
        ("Fri, 15 Aug 2025 09:30:15 +0200", "2025-08-15T07:30:15Z", Second, Some(2)),
        ("15 Aug 2025 09:30 GMT", "2025-08-15T09:30:00Z", Minute, Some(0)),
        ("15 août 2025", "2025-08-15T00:00:00Z", Day, None),
        ("Publié le vendredi 1er août 2025 à 9h30", "2025-08-01T09:30:00Z", Minute, None),
        ("vendredi 15 août 2025 à 9\u{A0}h", "2025-08-15T09:00:00Z", Minute, None),
        ("août 2025", "2025-08-01T00:00:00Z", Month, None),
        ("July 15, 2018 9:30 p.m.", "2018-07-15T21:30:00Z", Minute, None),
        ("July 15, 2018 12:05 AM EDT", "2018-07-15T04:05:00Z", Minute, Some(-4)),
        ("Sept. 3rd, 2024", "2024-09-03T00:00:00Z", Day, None),
        ("Sunday, July 15, 2018", "2018-07-15T00:00:00Z", Day, None),
        ("15. März 2024", "2024-03-15T00:00:00Z", Day, None),
        ("15.03.2024, 14.30 Uhr", "2024-03-15T14:30:00Z", Minute, None),
        ("03.04.2024", "2024-04-03T00:00:00Z", Day, None),
        ("15 de marzo de 2024", "2024-03-15T00:00:00Z", Day, None),
        ("15 marzo 2024, ore 18:45", "2024-03-15T18:45:00Z", Minute, None),
        ("15/08/2025", "2025-08-15T00:00:00Z", Day, None),
        ("8/15/2025 21:05", "2025-08-15T21:05:00Z", Minute, None),
        ("202508150930", "2025-08-15T09:30:00Z", Minute, None),
        ("999999999999", "2001-09-09T01:46:39Z", Second, Some(0)),
        ("20250815T093015Z", "2025-08-15T09:30:15Z", Second, Some(0)),
        ("20250815T0930", "2025-08-15T09:30:00Z", Minute, None),
        ("2025-08-15T24:00", "2025-08-16T00:00:00Z", Minute, None),
        ("Fri, 15 Aug 2025 09:30:15 CEST", "2025-08-15T07:30:15Z", Second, Some(2)),
        ("Fri, 15 Aug 2025 09:30 jst", "2025-08-15T00:30:00Z", Minute, Some(9)),
        ("Fri, 15 Aug 2025 09:30:15 PDT", "2025-08-15T16:30:15Z", Second, Some(-7)),
        // Two zones have this name, none that one: the day is certain.
        ("Fri, 15 Aug 2025 09:30:15 IST", "2025-08-15T00:00:00Z", Day, None),
        ("2025-08-15T09:30 XYZ", "2025-08-15T00:00:00Z", Day, None),
        ("2018-07-16T10:47:48 Europe/Paris", "2018-07-16T00:00:00Z", Day, None),
        ("2018-07-16T10:47:48[America/Argentina/Buenos_Aires]", "2018-07-16T00:00:00Z", Day, None),
        ("16-07-2018", "2018-07-16T00:00:00Z", Day, None),
        ("07-16-2018 10:30", "2018-07-16T10:30:00Z", Minute, None),
        ("31-12-2018", "2018-12-31T00:00:00Z", Day, None),
        ("16-JUL-2018", "2018-07-16T00:00:00Z", Day, None),
        ("16-JUL-18", "2018-07-16T00:00:00Z", Day, None),
        ("16-Jul-87", "1987-07-16T00:00:00Z", Day, None),
        ("16-JUL-18 10.30.00.000000000 AM", "2018-07-16T10:30:00Z", Second, None),
        ("Stand: 16.07.2018, 10:30 Uhr", "2018-07-16T10:30:00Z", Minute, None),
        ("Publié : 16/07/2018", "2018-07-16T00:00:00Z", Day, None),
        ("Date: 16 juillet 2018", "2018-07-16T00:00:00Z", Day, None),
        ("August 15, 2025 at 9:30 a.m. ET", "2025-08-15T00:00:00Z", Day, None),
        ("16/7/18", "2018-07-16T00:00:00Z", Day, None),
        ("16/07/18 15:30", "2018-07-16T15:30:00Z", Minute, None),
        ("7/16/18", "2018-07-16T00:00:00Z", Day, None),
        ("16.07.18", "2018-07-16T00:00:00Z", Day, None),
        ("16.07.68", "2068-07-16T00:00:00Z", Day, None),
        ("16.07.69", "1969-07-16T00:00:00Z", Day, None),
        ("16.07.00", "2000-07-16T00:00:00Z", Day, None),
        ("2018-07-16Z", "2018-07-16T00:00:00Z", Day, None),
        ("2018-07-16+02:00", "2018-07-16T00:00:00Z", Day, None),
        ("2018年7月16日", "2018-07-16T00:00:00Z", Day, None),
        ("2018年7月16日 15时30分", "2018-07-16T15:30:00Z", Minute, None),
        ("16 июля 2018 г.", "2018-07-16T00:00:00Z", Day, None),
        ("16 июля 2018 года", "2018-07-16T00:00:00Z", Day, None),
        ("16 июля 2018, 15:00", "2018-07-16T15:00:00Z", Minute, None),
        ("Понедельник, 16 июля 2018 г., 15:00 МСК", "2018-07-16T12:00:00Z", Minute, Some(3)),
        ("16 июля 2018 в 9:30", "2018-07-16T09:30:00Z", Minute, None),
        ("8 мая 2018", "2018-05-08T00:00:00Z", Day, None),
        ("Май 2018", "2018-05-01T00:00:00Z", Month, None),
        ("16 липня 2018 року", "2018-07-16T00:00:00Z", Day, None),
        ("16 lipca 2018", "2018-07-16T00:00:00Z", Day, None),
        ("16 lipca 2018 r., godz. 15:00", "2018-07-16T15:00:00Z", Minute, None),
        ("16 listopada 2018", "2018-11-16T00:00:00Z", Day, None),
        ("16 lis 2018", "2018-11-16T00:00:00Z", Day, None),
        ("16 Temmuz 2018", "2018-07-16T00:00:00Z", Day, None),
        ("16 Ağustos 2018 Perşembe", "2018-08-16T00:00:00Z", Day, None),
        ("16 NİSAN 2018", "2018-04-16T00:00:00Z", Day, None),
        ("1 ARALIK 2018 Saat 15:00", "2018-12-01T15:00:00Z", Minute, None),
        ("16 يوليو 2018", "2018-07-16T00:00:00Z", Day, None),
        ("١٦ يوليو ٢٠١٨", "2018-07-16T00:00:00Z", Day, None),
        ("الاثنين، 16 تموز/يوليو 2018", "2018-07-16T00:00:00Z", Day, None),
        ("16 كانون الثاني 2018", "2018-01-16T00:00:00Z", Day, None),
        ("16 كانون الأول 2018 م", "2018-12-16T00:00:00Z", Day, None),
        ("16 تشرين الأول 2018", "2018-10-16T00:00:00Z", Day, None),
        ("16 أغسطس 2018 الساعة 3:00 مساءً", "2018-08-16T15:00:00Z", Minute, None),
        ("٢٠١٨-٠٧-١٦", "2018-07-16T00:00:00Z", Day, None),
        ("ma 16 juli 2018 15:00", "2018-07-16T15:00:00Z", Minute, None),
        ("maandag 16 juli 2018 om 15.00 uur", "2018-07-16T15:00:00Z", Minute, None),
        ("16 mrt. 2018", "2018-03-16T00:00:00Z", Day, None),
        ("16 mei 2018", "2018-05-16T00:00:00Z", Day, None),
        ("Senin, 16 Juli 2018 pukul 15.00 WIB", "2018-07-16T08:00:00Z", Minute, Some(7)),
        ("16 Agustus 2018", "2018-08-16T00:00:00Z", Day, None),
        ("mar. 5 août 2025", "2025-08-05T00:00:00Z", Day, None),
        ("mar. 4 mars 2025", "2025-03-04T00:00:00Z", Day, None),
        ("mar, 5 ago 2025", "2025-08-05T00:00:00Z", Day, None),
        ("Mar. 5, 2025", "2025-03-05T00:00:00Z", Day, None),
        ("15 juill. 2025", "2025-07-15T00:00:00Z", Day, None),
        ("15. Mrz 2025", "2025-03-15T00:00:00Z", Day, None),
        ("15 aou\u{302}t 2025", "2025-08-15T00:00:00Z", Day, None),
        ("August 15, 2025 Friday", "2025-08-15T00:00:00Z", Day, None),
        ("August 15, 2025 Friday 9:30 AM GMT", "2025-08-15T09:30:00Z", Minute, Some(0)),
        ("Mis à jour le 15 août 2025 à 9 heures", "2025-08-15T09:00:00Z", Minute, None),
        ("mer. 6 août 2025 à 9:30 h", "2025-08-06T09:30:00Z", Minute, None),
        ("15 de agosto de 2025, 9.30 horas", "2025-08-15T09:30:00Z", Minute, None),
        ("15 août 2025 à 21 h 5 min", "2025-08-15T21:05:00Z", Minute, None),
        ("quinta-feira, 15 de maio de 2025", "2025-05-15T00:00:00Z", Day, None),
        ("2024-012", "2024-01-12T00:00:00Z", Day, None),
        ("2024-002", "2024-01-02T00:00:00Z", Day, None),
        ("2024-045", "2024-02-14T00:00:00Z", Day, None),
        ("2024-366", "2024-12-31T00:00:00Z", Day, None),
        ("2024-045T10:00Z", "2024-02-14T10:00:00Z", Minute, Some(0)),
        ("2024-W01-2", "2024-01-02T00:00:00Z", Day, None),
        ("2020-W53-7", "2021-01-03T00:00:00Z", Day, None),
        ("2024-01-02T10Z", "2024-01-02T10:00:00Z", Minute, Some(0)),
        ("2024-01-02T10+01", "2024-01-02T09:00:00Z", Minute, Some(1)),
        ("2024-01-02T1000", "2024-01-02T10:00:00Z", Minute, None),
        ("2024-01-02T100015.5-0500", "2024-01-02T15:00:15Z", Second, Some(-5)),
        ("20240102T10Z", "2024-01-02T10:00:00Z", Minute, Some(0)),
        ("Tue Jan 02 10:00:00 +0000 2024", "2024-01-02T10:00:00Z", Second, Some(0)),
        ("Sun Jan 14 00:00:00 UTC 2024", "2024-01-14T00:00:00Z", Second, Some(0)),
        ("Tue Jan  2 10:00:00 2024", "2024-01-02T10:00:00Z", Second, None),
        ("Tue Jan  2 10:00:00 PM EST 2024", "2024-01-03T03:00:00Z", Second, Some(-5)),
        ("Tue Jan  2 10:00:00 IST 2024", "2024-01-02T00:00:00Z", Day, None),
    ] {
        assert_eq!(shown(text), Some((start.to_owned(), precision, offset)), "{text}");
    }
}

#[test]
fn what_is_not_certain_stays_unknown() {
    for text in [
        "",
        "yesterday",
        "03/04/2025",
        "03-04-2025",
        "03-04-2025 10:30",
        "3/4/18",
        "03.04.18",
        "07/07/18",
        "16-07-18",
        "18-07-16",
        "16/13/18",
        "13.16.18",
        "16/7/018",
        "16. listopada 2018",
        "listopad 2018",
        "16-lis-18",
        "16 липня/жовтня 2018",
        "16 июля 1439 г.",
        "16 июля 2018 г. н. э.",
        "16 ذو القعدة 1439 هـ",
        "2018年7月16日〜17日",
        "2018-07-16ZZ",
        "2018-07-16+99:00",
        "1-JUL-18",
        "16-JUL-018",
        "16-ABC-18",
        "31-FEB-18",
        "16:07:2018",
        "2025-08-15T09:30 Le Monde",
        "2025-08-15T09:30 and/or",
        "2025-13-01",
        "2025-02-30",
        "30 février 2025",
        "0001-01-01",
        "9999-12-31",
        "12",
        "123456",
        "15 2025",
        "2025-08-15 maybe",
        "15 août",
        "2025-08-15T25:00",
        "1/2/3",
        "août",
        "2025-08-15T09:30 xyz and more",
        "2025-08-15T24:01",
        "20250815T09301",
        "The 15 of us met in August 2025",
        "13:75 15 août 2025",
        "é",
        "-",
        "2025-08-15-16",
        "99999999999999999999",
        "2024-000",
        "2023-366",
        "2024-367",
        "2024/012",
        "2024-012-05",
        "2024-01-002",
        "2024-W01",
        "2024-W54-1",
        "2024-W01-8",
        "2024-01-02T100",
        "2024-01-02T10:60",
        "2024-01-02 10",
        "Tue Jan 02 10:00:00 somewhere 2024",
        "Tue Jan 32 10:00:00 2024",
    ] {
        assert_eq!(shown(text), None, "{text}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_read_as_told() {
    let days = |text: &str| {
        let day = |order| parse_in(text, order).map(|date| iso(&date));
        [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)].map(day)
    };
    let some = |days: [&str; 3]| days.map(|day| Some(day.to_owned()).filter(|day| !day.is_empty()));
    for (text, expected, is_two, order) in [
        ("03/04/2025", ["", "2025-04-03", "2025-03-04"], true, None),
        (" 3-4-2025 9:30", ["", "2025-04-03T09:30", "2025-03-04T09:30"], true, None),
        ("13/07/2018", ["2018-07-13"; 3], false, Some(DateOrder::DayFirst)),
        ("07-13-2018 10:30", ["2018-07-13T10:30"; 3], false, Some(DateOrder::MonthFirst)),
        ("07/07/2018", ["2018-07-07"; 3], false, None),
        ("03.04.2025", ["2025-04-03"; 3], false, None),
        ("2025-03-04", ["2025-03-04"; 3], false, None),
        ("13/13/2018", [""; 3], false, None),
        ("03/04/25", ["", "2025-04-03", "2025-03-04"], true, None),
        ("03.04.25", ["", "2025-04-03", "2025-04-03"], true, None),
        ("16/7/18", ["2018-07-16"; 3], false, Some(DateOrder::DayFirst)),
        ("7/16/18", ["2018-07-16"; 3], false, Some(DateOrder::MonthFirst)),
        ("03-04-25", [""; 3], false, None),
    ] {
        assert_eq!(days(text), some(expected), "{text}");
        assert_eq!((has_two_ways(text), order_in(text)), (is_two, order), "{text}");
    }
}

#[test]
fn the_first_second_of_1970_is_no_time_of_an_article() {
    for text in ["1970-01-01T00:00:00", "1970-01-01T01:00:00+01:00", "1970-01-01 00:00"] {
        assert!(parse(text).is_some() && of_article(text, None).is_none(), "{text}");
    }
    for text in ["1970-01-01", "1970", "1970-01-01T00:00:01Z"] {
        assert!(of_article(text, None).is_some(), "{text}");
    }
}

#[test]
fn a_day_spans_all_its_hours() {
    let day = parse("2025-08-15").unwrap();
    assert_eq!(day.end - day.start, 86_400);
    assert_eq!(parse("2025-02").map(|month| month.end - month.start), Some(28 * 86_400));
    assert!(!day.precedes(parse("2025-08-15T12:00").unwrap()));
}

proptest::proptest! {
    #[test]
    fn no_string_is_too_odd(text in "[0-9 :./+apmTZhéû-]{0,30}|\\PC{0,40}") {
        if let Some(date) = parse(&text) {
            proptest::prop_assert!(date.start < date.end);
        }
    }
}
