import Foundation
import Testing

@testable import Pages

@Suite("Words and figures")
struct WordsTests {
    @Test(
        "counts have commas between thousands",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"),
            (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func counts(number: Int, text: String) { #expect(counted(number) == text) }

    @Test("a change carries its sign", arguments: [(4, "+4"), (-2, "\u{2212}2"), (0, "0")])
    func changes(change: Int, text: String) { #expect(signed(change) == text) }

    @Test(
        "an age is said in one unit",
        arguments: [
            (-3.0, "just now"), (4.9, "just now"), (5, "5 s ago"), (61, "1 min ago"), (7_300, "2 h ago"),
            (172_800, "2 days ago"),
        ])
    func ages(seconds: TimeInterval, text: String) {
        #expect(age(of: Samples.now.addingTimeInterval(-seconds), at: Samples.now) == text)
    }

    @Test(
        "a length has at most two units",
        arguments: [
            (Duration.milliseconds(340), "340 ms"), (.milliseconds(8_460), "8.4 s"), (.seconds(59), "59 s"),
            (.seconds(200), "3 min 20 s"), (.seconds(7_500), "2 h 5 min"), (.seconds(3_600), "1 h"),
        ])
    func lengths(duration: Duration, text: String) { #expect(length(duration) == text) }

    @Test(
        "a SKU stays one segment of a path, whatever it holds",
        arguments: [
            ("RING-7", "/sku/RING-7"), ("A/B c", "/sku/A%2FB%20c"), ("../x", "/sku/..%2Fx"),
            ("\u{E9}\"", "/sku/%C3%A9%22"),
        ])
    func paths(sku: String, path: String) { #expect(Path.story(sku) == path) }
}
