import Foundation
import Testing
import Wire

@Suite("Headers")
struct HeaderTests {
    static let now = Date(timeIntervalSince1970: 1_763_788_000)

    @Test(
        "dates are read in all three forms",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ])
    func dates(text: String) { #expect(HTTPDate.parse(text, now: Self.now)?.timeIntervalSince1970 == 784_111_777) }

    @Test(
        "what is no date is none",
        arguments: ["", "soon", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "a b c d e"])
    func noDates(text: String) { #expect(HTTPDate.parse(text, now: Self.now) == nil) }

    @Test(
        "Retry-After is seconds or a date, never negative, a day at most",
        arguments: [
            ("7", 7), (" 0 ", 0), ("-5", 0), ("9999999", 86_400), ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ])
    func retryAfter(text: String, seconds: Int) {
        #expect(HTTPDate.retryAfter(text, now: Self.now) == .seconds(seconds))
        #expect(HTTPDate.retryAfter("later", now: Self.now) == nil)
    }

    @Test("a Retry-After date counts from now")
    func retryDate() {
        let text = "Sat, 22 Nov 2025 05:07:40 GMT"
        let date = HTTPDate.parse(text, now: Self.now)
        let early = date?.addingTimeInterval(-60) ?? Self.now
        #expect(HTTPDate.retryAfter(text, now: early) == .seconds(60))
    }

    @Test(
        "calendar times go there and back",
        arguments: [
            "1970-01-01T00:00:00", "2000-02-29T23:59:59", "2026-11-22T05:03:00", "1969-12-31T23:59:59",
            "2100-03-01T00:00:00",
        ])
    func utc(text: String) throws {
        let time = try #require(UTCTime(text: text))
        #expect(time.text == text && UTCTime(time.date).text == text)
        #expect(UTCTime(text: text + ".123Z") == time)
    }

    @Test(
        "agrees with Foundation", arguments: ["2026-11-22T05:03:00Z", "2024-02-29T12:00:00Z", "1999-12-31T23:59:59Z"])
    func foundation(text: String) throws {
        let theirs = try Date(text, strategy: .iso8601)
        #expect(UTCTime(text: text)?.date == theirs)
    }

    @Test(
        "what is no UTC time is none",
        arguments: ["2026-02-30T00:00:00", "2026-11-22", "2026-11-22T05:03:00+01:00", "x"])
    func noUTC(text: String) { #expect(UTCTime(text: text) == nil) }

    @Test("links are found by relation, commas and quotes included")
    func links() {
        let text = #"<https://a.example/x?p=1,2>; rel="prev", <https://a.example/x?p=3>; title="a, b"; rel="next last""#
        let links = LinkHeader.parse(text)
        #expect(links["prev"] == "https://a.example/x?p=1,2" && links["next"] == "https://a.example/x?p=3")
        #expect(links["last"] == links["next"] && LinkHeader.parse("nonsense").isEmpty)
    }

    @Test("pages go on as the headers say, else while they are full")
    func pages() {
        let told = PageCount(HTTPReply(status: 200, headers: [("x-wp-total", "7"), ("X-WP-TotalPages", "2")]))
        #expect(
            told.total == 7 && told.continues(after: 1, count: 1, size: 5)
                && !told.continues(after: 2, count: 5, size: 5))
        let silent = PageCount(HTTPReply(status: 200))
        #expect(silent.continues(after: 1, count: 5, size: 5) && !silent.continues(after: 1, count: 4, size: 5))
    }

    @Test("a header is found whatever the case of its name, and no other is taken for it")
    func names() {
        let reply = HTTPReply(
            status: 200, headers: [("X-Limit_Per-Day", "1"), ("x-limit-per-da", "2"), ("X-LIMIT-PER-DAY", "3")],
            body: [])
        #expect(reply[header: "x-limit-per-day"] == "3")
        #expect(reply[header: "x-limit@per-day"] == nil)
    }

    @Test(
        "outer white space goes, inner stays",
        arguments: [("a b", "a b"), (" a\t\n", "a"), ("\u{A0}é\u{2003}", "é"), ("é", "é"), ("", ""), (" \r\n", "")])
    func trimming(text: String, kept: String) {
        #expect(text.withoutOuterSpace == kept)
        #expect(text[...].withoutOuterSpace == kept)
    }
}
