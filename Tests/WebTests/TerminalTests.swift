import ArgumentParser
import Commerce
import Foundation
import Logging
import Operations
import Synchronization
import Testing
import Wire

@testable import Hub

@Suite("What people read at a terminal")
struct TerminalTests {
    @Test("columns are aligned, numbers to the right, without colour")
    func table() {
        var table = Table([("NAME", .left), ("UNITS", .right)], empty: "Nothing.")
        table.add(["Ring", "7"])
        table.add(["Blue mug", "120"])
        #expect(table.text == "NAME      UNITS\nRing          7\nBlue mug    120\n")
        #expect(Table([("NAME", .left)], empty: "Nothing.").text == "Nothing.\n")
    }

    @Test("a title from a shop cannot move the cursor")
    func control() {
        var table = Table([("TITLE", .left)], empty: "")
        table.add(["\u{1B}[2Jgone\n"])
        #expect(!table.text.contains("\u{1B}"))
        #expect(table.text.split(separator: "\n").count == 2)
    }

    @Test("an error says what is wrong and the way out")
    func failure() {
        let text = Failure(OperationError.unknownSKU("X")).text
        #expect(text.hasPrefix("error: There is no SKU “X”"))
        #expect(text.contains("\nway out: "))
    }

    @Test("a log line is one line, whatever stands in it", arguments: LogFormat.allCases)
    func oneLine(format: LogFormat) throws {
        let lines = Mutex<[String]>([])
        let log = Logger(label: "test") { label in
            LineLog(label: label, format: format, level: .info) { line in lines.withLock { $0.append(line) } }
        }
        log.info("first\nERROR forged", metadata: ["shop": "a\"b\nc", "trace": "abc"])
        log.debug("not shown")
        let line = try #require(lines.withLock { $0.first })
        #expect(lines.withLock { $0.count } == 1)
        #expect(line.split(separator: "\n").count == 1)
        #expect(line.contains("abc"))
        guard format == .json else { return }
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(object["level"] == "info" && object["trace"] == "abc" && object["time"]?.hasSuffix("Z") == true)
    }

    @Test(
        "a log line bears the trace of what is under way, without anybody's doing", arguments: [LogFormat.text, .json])
    func traced(format: LogFormat) async throws {
        let lines = Mutex<[String]>([])
        let log = Logger(label: "test") { label in
            LineLog(label: label, format: format, level: .info) { line in lines.withLock { $0.append(line) } }
        }
        let trace = try #require(Trace("4bf92f3577b34da6a3ce929d0e0e4736"))
        CallContext.$trace.withValue(trace) { log.warning("the database did not answer") }
        log.info("nothing is under way")
        let (under, after) = lines.withLock { ($0.first ?? "", $0.last ?? "") }
        #expect(under.contains("the database did not answer") && under.contains(trace.id))
        #expect(after.contains("nothing is under way") && !after.contains("trace"))
    }

    @Test("SKU=VALUE is read from the last sign", arguments: [("A=1", "A", "1"), ("A=B=2", "A=B", "2")])
    func pairs(text: String, sku: String, value: String) throws {
        #expect(try SKUPairs.read([text]) == [sku: value])
    }

    @Test("a price rule is read exactly from what people type")
    func rule() throws {
        let flags = try PriceRuleFlags.parse(["--percent", "-2.5", "--add", "0.20", "--ending", "0.99"])
        let rule = try flags.rule(in: .eur)
        #expect(rule.basisPoints == -250)
        #expect(rule.addMinor == 20)
        #expect(rule.ending == PriceEnding(minor: 99, every: 100))
    }
}
