import Foundation
import Testing
import Wire

@Suite("Reading JSON from careless servers")
struct JSONAnswerTests {
    struct Thing: Decodable, Equatable {
        struct Line: Decodable, Equatable { var total: String }
        var id: Int
        var lines: [Line]?
    }

    @Test(
        "what stands before the JSON is passed over",
        arguments: [
            #"{"id":7}"#, "\u{FEFF}{\"id\":7}", " \n\t{\"id\":7}\n\n",
            "<br />\n<b>Notice</b>:  Undefined index: x in <b>/var/www/a.php</b> on line <b>12</b><br />\n{\"id\":7}",
            "\nWarning: Undefined array key \"[a]\" {b} in /var/www/a.php on line 3\n{\"id\":7}",
            "<br />\n<b>Deprecated</b>: x in <b>a</b> on line <b>1</b><br /><br />\n<b>Notice</b>: [y] in <b>b</b> on line <b>2</b><br />{\"id\":7}",
        ])
    func before(text: String) throws {
        #expect(try JSONAnswer.decode(Thing.self, from: Array(text.utf8)) == Thing(id: 7))
    }

    @Test(
        "what is not JSON is named",
        arguments: [
            ("", UnreadableAnswer.Reason.empty), ("  \n", .empty), ("<!DOCTYPE html><html></html>", .html),
            ("<p>Error establishing a database connection</p>", .html), (#"{"id":7"#, .truncated),
            (#"{"id":7,"lines":[{"total":"a"#, .truncated), ("{\"id\":}", .malformed), ("busy", .malformed),
            ("Notice: x in a.php on line 3\nbut no answer", .malformed),
        ])
    func reasons(text: String, reason: UnreadableAnswer.Reason) {
        let error = #expect(throws: UnreadableAnswer.self) { try JSONAnswer.decode(Thing.self, from: Array(text.utf8)) }
        #expect(error?.reason == reason)
    }

    @Test(
        "a NUL is read as U+FFFD, and text that only looks like one as it is",
        arguments: [
            (#""A\u0000B""#, "A\u{FFFD}B"), (#""\u0000""#, "\u{FFFD}"), (#""\\u0000""#, #"\u0000"#),
            (#""\\\u0000""#, "\\\u{FFFD}"), (#""\"\u0000\u0001""#, "\"\u{FFFD}\u{1}"), (#""\u00001""#, "\u{FFFD}1"),
        ])
    func nul(json: String, text: String) throws {
        #expect(try JSONAnswer.decode([String].self, from: Array("[\(json)]".utf8)) == [text])
    }

    @Test("bytes that are not UTF-8 are named")
    func utf8() {
        let error = #expect(throws: UnreadableAnswer.self) {
            try JSONAnswer.decode(Thing.self, from: [UInt8(ascii: "\""), 0xE9, UInt8(ascii: "\"")])
        }
        #expect(error?.reason == .notUTF8)
    }

    @Test("another shape is named by its place, never by its content")
    func shape() {
        let body = Array(#"{"id":7,"lines":[{"total":"1"},{"total":{"secret":"cs_1"}}]}"#.utf8)
        let error = #expect(throws: UnreadableAnswer.self) { try JSONAnswer.decode(Thing.self, from: body) }
        #expect(error?.reason == .wrongShape && error?.place == "lines.1.total")
        #expect(error?.description.contains("cs_1") == false)
    }

    @Test("any JSON survives the way there and back")
    func anyValue() throws {
        let text = #"{"a":[1,2.50,true,null,"x"],"b":{"c":12345678901234567890}}"#
        let value = try JSONAnswer.decode(JSONValue.self, from: Array(text.utf8))
        let copy = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
        #expect(copy == value && value["b"]?["c"]?.text == "12345678901234567890")
    }
}
