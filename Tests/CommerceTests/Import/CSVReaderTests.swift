import Testing

@testable import Commerce

@Suite("Reading CSV records")
struct CSVReaderTests {
    static func records(_ text: String, limits: CSVLimits = CSVLimits()) -> [CSVRecord] {
        Array(CSVReader(bytes: Array(text.utf8), separator: .comma, limits: limits))
    }

    static func texts(_ record: CSVRecord) -> [String] {
        record.cells.indices.map { record.text(at: $0)?.text ?? "-" }
    }

    @Test(
        "cells are what RFC 4180 says, and a little more",
        arguments: [
            ("a,b", ["a", "b"]), ("\"a,b\",c", ["a,b", "c"]), ("\"say \"\"hi\"\"\",c", ["say \"hi\"", "c"]),
            ("\"two\nlines\",c", ["two\nlines", "c"]), ("a,,", ["a", "", ""]), ("\"\"", [""]),
            ("5\" nail,x", ["5\" nail", "x"]), (" \"a\" ,b", ["a", "b"]), ("\"\"\"\"", ["\""]),
        ])
    func cells(text: String, expected: [String]) throws {
        #expect(Self.texts(try #require(Self.records(text).first)) == expected)
    }

    @Test("every kind of line end ends a record", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) {
        #expect(Self.records("a\(end)b\(end)").map(Self.texts) == [["a"], ["b"]])
    }

    @Test("rows are numbered as a spreadsheet shows them, blank lines and line breaks in cells included")
    func numbers() {
        #expect(Self.records("h\n\n\"x\ny\"\nz").map(\.row) == [1, 2, 3, 4])
    }

    @Test("an unclosed quote costs its own row only")
    func openQuote() {
        let records = Self.records("h,i\n1,\"open\n2,b\n3,c")
        #expect(records.map(\.fault) == [nil, .openQuote(column: 1), nil, nil])
        #expect(Self.texts(records[2]) == ["2", "b"])
    }

    @Test("an unclosed quote that meets the next row's quotes still costs its own row only")
    func strayQuote() {
        let records = Self.records("h,i\n\"open,b\n\"2\",c\n3,d")
        #expect(records.map(\.fault) == [nil, .strayQuote(column: 0), nil, nil])
        #expect(Self.texts(records[2]) == ["2", "c"])
    }

    @Test("a cell over the limit is found, not kept")
    func largeCell() {
        let records = Self.records("a,\"\(String(repeating: "x", count: 1 << 20))\"\nb,c")
        #expect(records[0].cells[1].isTooLarge)
        #expect(records[0].text(at: 1) == nil)
        #expect(Self.texts(records[1]) == ["b", "c"])
    }

    @Test("a file of nothing but damage is given up after a bounded effort")
    func hostile() {
        let text = String(repeating: "a,\"\n", count: 2_001)
        let limits = CSVLimits(reread: 1_000)
        #expect(Self.records(text, limits: limits).count <= 2_001)
    }

    @Test(
        "whatever is written is read back",
        arguments: ["a,b", "\"", "x\r\ny", " x ", "=1+1", "'=1", "-5", "-x", "''@a", ""])
    func roundTrip(cell: String) throws {
        var writer = CSVWriter()
        writer.write([cell, "end"])
        let record = try #require(Array(CSVReader(bytes: writer.bytes, separator: .comma)).first)
        #expect(FormulaCell.unescape(try #require(record.text(at: 0)?.text)) == cell)
        #expect(record.text(at: 1)?.text == "end")
    }

    @Test("no written cell is a formula", arguments: ["=1+1", "+1", "@SUM(A1)", "-1+1", "\tx"])
    func inert(cell: String) {
        #expect(FormulaCell.isFormula(cell))
        #expect(!FormulaCell.isFormula(FormulaCell.escape(cell)))
    }
}
