import Testing

@testable import Commerce

@Suite("SKUs")
struct SKUTests {
    @Test("spaces at both ends are cut", arguments: [" A-1 ", "\u{FEFF}A-1", "A-1\u{A0}", "\tA-1\n"])
    func trimmed(text: String) throws {
        #expect(try SKU(text).text == "A-1")
    }

    @Test(
        "a code that cannot be seen or kept is refused",
        arguments: [
            ("", "sku.empty"), (" ", "sku.empty"), ("A\u{0}1", "sku.invisible"), ("A\u{200B}1", "sku.invisible"),
            ("A\n1", "sku.invisible"), ("A\u{202E}1", "sku.invisible"), ("A\u{7F}", "sku.invisible"),
            (String(repeating: "x", count: 191), "sku.too_long"),
        ])
    func refused(text: String, code: String) {
        let error = #expect(throws: SKUError.self) { try SKU(text) }
        #expect(error?.code == code)
    }

    @Test("190 characters fit")
    func longest() throws {
        #expect(try SKU(String(repeating: "ü", count: 190)).text.count == 190)
    }

    @Test("codes are compared byte by byte, also where Swift calls the texts equal")
    func exact() throws {
        #expect(try SKU("a-1") != SKU("A-1"))
        #expect(try SKU("caf\u{E9}") != SKU("cafe\u{301}"))
        #expect(try SKU("caf\u{E9}").matchKey == SKU("CAFE\u{301}").matchKey)
    }

    @Test("spellings of one code share a loose key", arguments: ["A-1", "a 1", "A_1", "00A-1", "a.1", "Ａ-1"])
    func loose(text: String) throws {
        #expect(try SKU(text).looseKey == "a1")
    }

    @Test("a code of zeros keeps its zeros")
    func zeros() throws {
        #expect(try SKU("000").looseKey == "000")
    }
}
