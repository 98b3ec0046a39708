import Testing

@testable import Commerce

@Suite("GTINs")
struct GTINTests {
    @Test(
        "every kind is kept as 14 digits",
        arguments: [
            ("4006381333931", "04006381333931"), ("036000291452", "00036000291452"), ("96385074", "00000096385074"),
            ("10614141000415", "10614141000415"), ("978-0-306-40615-7", "09780306406157"),
            ("0-306-40615-2", "09780306406157"), ("097522980X", "09780975229804"),
            (" 4006381 333931 ", "04006381333931"),
        ])
    func normalised(text: String, digits: String) throws {
        #expect(try GTIN(text).digits == digits)
    }

    @Test(
        "what is no number, or a damaged one, is refused with its reason",
        arguments: [
            ("", "gtin.empty"), ("4006381333932", "gtin.check_digit"), ("12345", "gtin.length"),
            ("36000291452", "gtin.length"), ("4.00638E+12", "gtin.short_form"), ("n/a", "gtin.unreadable"),
            ("00000000", "gtin.unreadable"), ("0306406153", "gtin.isbn"), ("٤٠٠٦٣٨١٣٣٣٩٣١", "gtin.unreadable"),
        ])
    func refused(text: String, code: String) {
        let error = #expect(throws: GTINError.self) { try GTIN(text) }
        #expect(error?.code == code)
    }

    @Test("numbers a company made up for itself never match anything", arguments: ["2012345678900", "212345678992"])
    func restricted(text: String) throws {
        let digits = text.dropLast()
        let whole = (0...9).compactMap { try? GTIN("\(digits)\($0)") }.first
        #expect(try #require(whole).isGlobal == false)
    }

    @Test("a bought number matches", arguments: ["4006381333931", "036000291452", "96385074"])
    func global(text: String) throws {
        #expect(try GTIN(text).isGlobal)
    }
}
