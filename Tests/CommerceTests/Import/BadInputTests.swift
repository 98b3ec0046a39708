import Foundation
import Testing

@testable import Commerce

@Suite("Bad rows and bad files")
struct BadInputTests {
    static let header = "sku,title,price,quantity\n"

    @Test(
        "one bad row is refused with its reason, and its neighbours are imported",
        arguments: [
            (",Ring,5,1", "sku.empty"), ("A,Ring,5,1", "sku.doubled"), ("B,Ring,12x,1", "price.unreadable"),
            ("B,Ring,\"1,234\",1", "price.ambiguous"), ("B,Ring,1e3,1", "price.exponent"),
            ("B,Ring,5", "row.column_count"),
            ("B,Ring,5,1,extra", "row.column_count"), ("B,,5,1", "title.missing"),
            ("B,Ring,5,1.5", "quantity.unreadable"),
            ("B,Ring,5,\"1,000\"", "quantity.unreadable"), ("B,Ring,5,lots", "quantity.unreadable"),
            ("B,Ring,-5,1", "price.negative"), ("B,Ring,=1+1,1", "price.unreadable"),
            ("B,\"Ring,5,1", "row.open_quote"),
            ("B,\"Ring\"x,5,1", "row.stray_quote"), ("B,Ring,5,99999999999999999999", "quantity.unreadable"),
        ])
    func refused(row: String, code: String) throws {
        let result = try ImportFixture.read(Self.header + "A,Pin,3,1\n" + row + "\nC,Bar,4,1\n")
        #expect(result.summary.variants == 2)
        #expect(result.summary.refused == 1)
        #expect(ImportFixture.codes(result, row: 3).contains(code))
        #expect(result.issues.allSatisfy { !$0.sentence.isEmpty && !$0.wayOut.isEmpty })
    }

    @Test("a doubled SKU names both rows")
    func doubled() throws {
        let result = try ImportFixture.read(Self.header + "A,Pin,3,1\nB,Bar,3,1\nA,Ring,3,1\n")
        let issue = try #require(result.issues.first { $0.code == "sku.doubled" })
        #expect(issue.row == 4)
        #expect(issue.sentence.contains("row 2"))
        #expect(issue.column == "sku")
    }

    @Test("two spellings of one SKU are both imported, with a warning")
    func near() throws {
        let result = try ImportFixture.read(Self.header + "a-1,Pin,3,1\nA-1,Bar,3,1\n")
        #expect(result.summary.variants == 2)
        #expect(ImportFixture.codes(result, row: 3) == ["sku.near"])
    }

    @Test("a cell of a megabyte is refused without being quoted")
    func megabyte() throws {
        let cell = String(repeating: "x", count: 1 << 20)
        let result = try ImportFixture.read(Self.header + "A,\(cell),3,1\nB,Bar,3,1\n")
        #expect(result.summary.variants == 1)
        #expect(ImportFixture.codes(result, row: 2) == ["cell.too_large"])
        #expect(result.issues.allSatisfy { "\($0)".count < 400 })
    }

    @Test("no message quotes more than forty characters of a cell")
    func excerpts() throws {
        let long = String(repeating: "y", count: 5_000)
        let result = try ImportFixture.read(Self.header + "A,Pin,\(long),1\nB,Bar,3,\(long)\n\(long),Bar,3,1\n")
        #expect(result.summary.refused == 3)
        #expect(result.issues.allSatisfy { !"\($0)".contains(String(repeating: "y", count: 41)) })
    }

    @Test("a row without a price is a draft with a warning, or refused where asked")
    func emptyPrice() throws {
        let text = Self.header + "A,Pin,,1\n"
        let kept = try ImportFixture.read(text)
        #expect(kept.products[0].variants[0].status == .draft)
        #expect(ImportFixture.codes(kept, row: 2) == ["price.missing"])
        let strict = try ImportFixture.read(text, options: ImportOptions(currency: .eur, allowsEmptyPrice: false))
        #expect(strict.summary.refused == 1)
    }

    @Test("an empty stock is not counted, a negative one is a debt")
    func stock() throws {
        let result = try ImportFixture.read(Self.header + "A,Pin,3,\nB,Pin,3,-2\nC,Pin,3,5.0\n")
        #expect(
            result.products[0].variants.map(\.quantity) == [
                .notCounted, .counted(onHand: 0, short: 2), .counted(onHand: 5),
            ])
        #expect(ImportFixture.codes(result, row: 3) == ["quantity.negative"])
    }

    @Test("a formula stays text and is flagged", arguments: ["=HYPERLINK(1)", "@SUM(A1)", "+cmd", "-cmd"])
    func formula(cell: String) throws {
        let result = try ImportFixture.read(Self.header + "A,\(cell),3,1\n")
        #expect(result.products[0].title == cell)
        #expect(ImportFixture.codes(result, row: 2) == ["cell.formula"])
    }

    @Test("a zero byte never reaches the database")
    func zeroByte() throws {
        let filler = "X,\(String(repeating: "x", count: 600)),3,1\n"
        let result = try ImportFixture.read(Self.header + filler + "A,Pi\u{0}n,3,1\n")
        #expect(result.products[1].title == "Pin")
        #expect(ImportFixture.codes(result, row: 3) == ["cell.control_characters"])
    }

    @Test(
        "a file that is no CSV is named for what it is",
        arguments: [
            ("", "file.empty"), ("\n\n", "file.empty"), ("PK\u{3}\u{4}xlsx", "file.other_kind"),
            ("<!DOCTYPE html><html>", "file.other_kind"), ("%PDF-1.7", "file.other_kind"),
            ("a\u{0}b", "file.other_kind"),
            ("{\"products\":[]}", "file.other_kind"), ("name,colour\nx,y", "file.unknown_columns"),
            ("Handle,Title\nx,y", "file.missing_column"), ("sku,\"title\n", "file.damaged_header"),
        ])
    func otherFiles(text: String, code: String) {
        let error = #expect(throws: ImportError.self) { try ImportFixture.read(text) }
        #expect(error?.code == code)
    }

    @Test("semicolons and tabs separate too", arguments: [";", "\t"])
    func separators(separator: String) throws {
        let text = (Self.header + "A,Pin,3,1\n").replacing(",", with: separator)
        #expect(try ImportFixture.read(text).summary.variants == 1)
    }

    @Test("a byte order mark is no part of the first column's name")
    func mark() throws {
        #expect(
            try ImportFixture.read([0xEF, 0xBB, 0xBF] + Array((Self.header + "A,Pin,3,1\n").utf8)).summary.variants == 1
        )
    }

    @Test("UTF-16 with its mark is read", arguments: [true, false])
    func utf16(bigEndian: Bool) throws {
        var bytes: [UInt8] = bigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE]
        for unit in (Self.header + "A,Łódź 💍,3,1\n").utf16 {
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            bytes += bigEndian ? pair : pair.reversed()
        }
        #expect(try ImportFixture.read(bytes).products[0].title == "Łódź 💍")
    }

    @Test("Windows-1252 is read with a warning at the cell, UTF-8 beside it is untouched")
    func windows() throws {
        let bytes =
            Array(Self.header.utf8) + Array("A,Caf".utf8) + [0xE9, 0x20, 0x80] + Array(",3,1\nB,Käse,3,1\n".utf8)
        let result = try ImportFixture.read(bytes)
        #expect(result.products.map(\.title) == ["Café €", "Käse"])
        #expect(ImportFixture.codes(result, row: 2) == ["cell.guessed_encoding"])
        #expect(ImportFixture.codes(result, row: 3).isEmpty)
    }

    @Test("bytes that mean nothing in either encoding are named")
    func replaced() throws {
        let bytes = Array(Self.header.utf8) + Array("A,Caf".utf8) + [0x81] + Array(",3,1\n".utf8)
        #expect(ImportFixture.codes(try ImportFixture.read(bytes), row: 2) == ["cell.replaced_characters"])
    }

    @Test("a GTIN that cannot be right is left out with a warning")
    func gtin() throws {
        let result = try ImportFixture.read("sku,title,price,gtin\nA,Pin,3,4006381333932\nB,Pin,3,4006381333931\n")
        #expect(result.products[0].variants.map { $0.gtin?.digits } == [nil, "04006381333931"])
        #expect(ImportFixture.codes(result, row: 2).contains("gtin.check_digit"))
    }

    @Test("random bytes never crash the import", arguments: 0..<200)
    func noise(seed: UInt64) throws {
        var random = Dice(seed: seed)
        let alphabet = Array("\",;\n\r\tA1.=-'\u{FF}".utf8) + [0xFF, 0x80, 0x00]
        var bytes = Array(Self.header.utf8)
        for _ in 0..<400 { bytes.append(alphabet[Int(random.next() % UInt64(alphabet.count))]) }
        var file = try CatalogueImport(
            bytes: bytes.map { $0 == 0 && seed.isMultiple(of: 2) ? 0x41 : $0 }.filter { $0 != 0 },
            options: ImportOptions(currency: .eur))
        let result = file.collect()
        #expect(
            result.summary.rows
                == result.summary.variants + result.summary.refused + result.summary.skipped.values.reduce(0, +))
    }
}
