import Testing

@testable import Commerce

@Suite("Adding and showing amounts")
struct MoneyArithmeticTests {
    @Test(
        "an amount shows its currency's decimals",
        arguments: [
            ("EUR", 1250, "12.50"), ("EUR", -5, "-0.05"), ("JPY", 1200, "1200"), ("KWD", 1, "0.001"),
            ("EUR", 0, "0.00"),
        ])
    func channelText(code: String, minor: Int64, text: String) throws {
        let currency = try #require(Currency(code))
        #expect(Money(minor: minor, currency: currency).channelText == text)
        #expect("\(Money(minor: minor, currency: currency))" == "\(text) \(code)")
    }

    @Test("currencies never mix")
    func mixed() {
        let euro = Money(minor: 1, currency: .eur)
        let dollar = Money(minor: 1, currency: .usd)
        #expect(throws: MoneyError.otherCurrency(found: "USD", expected: .eur)) { try euro.adding(dollar) }
        #expect(throws: MoneyError.otherCurrency(found: "USD", expected: .eur)) { try euro.isLess(than: dollar) }
    }

    @Test("nothing wraps around")
    func overflow() {
        let most = Money(minor: .max, currency: .eur)
        #expect(throws: MoneyError.overflow) { try most.adding(Money(minor: 1, currency: .eur)) }
        #expect(throws: MoneyError.overflow) { try most.times(2) }
        #expect(throws: MoneyError.overflow) {
            try Money(minor: .min, currency: .eur).subtracting(Money(minor: 1, currency: .eur))
        }
    }

    @Test("a sum of lines is exact")
    func sum() throws {
        let lines = [1999, 1, 500].map { Money(minor: $0, currency: .eur) }
        #expect(try Money.sum(lines, currency: .eur).minor == 2500)
    }
}
