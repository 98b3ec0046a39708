import Testing

@testable import Commerce

@Suite("Reading amounts")
struct MoneyParsingTests {
    @Test(
        "the ways people and channels write an amount are read exactly",
        arguments: [
            ("12", 1200), ("12.5", 1250), ("12.50", 1250), ("1,234.50", 123450), ("1.234,50", 123450),
            ("€ 12,50", 1250), ("12,50 €", 1250), ("EUR 12.50", 1250), ("12.50EUR", 1250), (" 1 234,50", 123450),
            ("1\u{202F}234,50", 123450), ("1\u{A0}234\u{A0}567,8", 123456780), ("1’234.50", 123450), (".5", 50),
            ("1,234,567", 123456700), ("12,34,567.00", 123456700), ("12.5000", 1250),
            ("0", 0), ("12.", 1200), ("1234,5", 123450), ("\u{FEFF}9.99", 999),
        ])
    func readable(text: String, minor: Int64) throws {
        #expect(try Money.parse(text, currency: .eur).minor == minor)
    }

    @Test("a dollar sign stands for every currency that uses it", arguments: ["USD", "CAD", "AUD", "HKD"])
    func dollars(code: String) throws {
        let currency = try #require(Currency(code))
        #expect(try Money.parse("$12.00", currency: currency).minor == 1200)
    }

    @Test("one separator before three digits has two readings, and both are named", arguments: ["1,234", "12.500"])
    func ambiguous(text: String) throws {
        let error = #expect(throws: MoneyError.self) { try Money.parse(text, currency: .eur) }
        #expect(error?.code == "price.ambiguous")
        #expect(error?.sentence.contains(text.filter(\.isNumber)) == true)
        #expect(error?.sentence.contains(text.replacing(",", with: ".")) == true)
    }

    @Test(
        "a decimal style settles it",
        arguments: [
            ("1,234", DecimalStyle.point, 123400), ("1.234", .comma, 123400), ("1.23", .point, 123),
            ("1,23", .comma, 123),
        ])
    func styled(text: String, style: DecimalStyle, minor: Int64) throws {
        #expect(try Money.parse(text, currency: .eur, style: style).minor == minor)
    }

    @Test(
        "a currency without decimals has no second reading", arguments: [("1,234", 1234), ("12.000", 12000), ("7", 7)])
    func yen(text: String, minor: Int64) throws {
        let yen = try #require(Currency("JPY"))
        #expect(try Money.parse(text, currency: yen).minor == minor)
    }

    @Test(
        "what is no amount is refused with its own reason",
        arguments: [
            ("", "price.empty"), ("   ", "price.empty"), ("free", "price.unreadable"), ("12x", "price.unreadable"),
            ("1.2.3", "price.unreadable"), ("12,34,5", "price.unreadable"), ("-5", "price.negative"),
            ("€ -5.00", "price.negative"), ("\u{2212}5", "price.negative"), ("1.2E3", "price.exponent"),
            ("8.9e+12", "price.exponent"), ("NaN", "price.not_a_number"), ("Infinity", "price.not_a_number"),
            ("-inf", "price.not_a_number"), ("1.005", "price.ambiguous"), ("12.3456", "price.too_many_decimals"),
            ("0.005", "price.too_many_decimals"), ("99999999999999999999", "price.overflow"),
            ("92233720368547758.08", "price.overflow"), ("£5", "price.other_currency"),
            ("5 USD", "price.other_currency"),
            ("--5", "price.unreadable"), ("٣", "price.unreadable"), ("5\u{0}", "price.unreadable"),
        ])
    func refused(text: String, code: String) {
        let error = #expect(throws: MoneyError.self) { try Money.parse(text, currency: .eur) }
        #expect(error?.code == code)
        #expect(error?.wayOut.isEmpty == false)
    }

    @Test("a megabyte is refused without being quoted")
    func megabyte() throws {
        let text = String(repeating: "9", count: 1_000_000)
        let error = #expect(throws: MoneyError.self) { try Money.parse(text, currency: .eur) }
        #expect(try #require(error?.sentence.count) < 120)
    }

    @Test("the smallest and the largest amounts survive a round trip", arguments: [Int64.min, .max, -1, 0, 1, 99, 100])
    func roundTrip(minor: Int64) throws {
        let money = Money(minor: minor, currency: .eur)
        #expect(try Money.parse(money.channelText, currency: .eur, style: .point, allowNegative: true) == money)
    }
}
