import Commerce
import Foundation
import Testing

@Suite("Values packed for storing")
struct PackingTests {
    @Test(
        "any number comes back as it was",
        arguments: [0, 1, -1, 9, 10, 1_763_788_000_123_456, Int64.max, Int64.min, Int64.min + 1])
    func numbers(number: Int64) throws {
        var writer = PackedWriter()
        writer.add(number)
        let read = try PackedReader.read(writer.text) { try $0.integer() }
        #expect(read == number)
    }

    @Test("ids, instants, names, fractions and what is missing come back, in any spacing")
    func mixed() throws {
        let id = UUID()
        let now = Date(timeIntervalSince1970: 1_763_788_000.123_456)
        var writer = PackedWriter()
        writer.add(id)
        writer.add(now)
        writer.add(name: "x-limit-per-day")
        writer.add(0.1 + 0.2)
        writer.add(nil as Int?)
        writer.add(3 as Int?)
        writer.add(true)
        // As PostgreSQL gives JSON back.
        let text = writer.text.replacing(",", with: ", ")
        let read = try PackedReader.read(text) { reader in
            #expect(try reader.id() == id)
            #expect(abs(try reader.date().timeIntervalSince(now)) < 0.000_001)
            #expect(try reader.name() == "x-limit-per-day")
            #expect(try reader.double() == 0.1 + 0.2)
            #expect(try reader.maybe { try $0.int() } == nil)
            #expect(try reader.maybe { try $0.int() } == 3)
            return try reader.flag()
        }
        #expect(read == true)
    }

    @Test(
        "what is cut short, longer or of another kind is an error, not a value",
        arguments: ["[]", "[1", "[1,2]", "[\"one\"]", "[1.5]", "[99999999999999999999]", "[-]", "[1]x"])
    func broken(text: String) {
        #expect(throws: PackedReader.Mismatch.self) { try PackedReader.read(text) { try $0.int() } }
    }

    @Test("a text of another form is left to whoever knows it", arguments: ["{}", "", "{\"units\":1}"])
    func others(text: String) throws {
        #expect(try PackedReader.read(text) { try $0.int() } == nil)
    }

    private static let start = Date(timeIntervalSince1970: 1_763_788_000)

    /// Escrows of every kind: fresh, written, answered, read, resting.
    private static var escrows: [Escrow] {
        let write = UUID()
        let later = Self.start.addingTimeInterval(7.25)
        var written = Escrow(units: 5, isGrounded: true)
        written.intend(write, value: 3, at: Self.start, expires: later)
        var answered = written
        answered.answered(write, at: later, shows: 4)
        var read = answered
        _ = read.read(9, begun: later.addingTimeInterval(9), ended: later.addingTimeInterval(10), staleness: 2)
        read.restocked(2, at: later)
        var resting = read
        resting.rest(UUID(), .units, at: later, expires: later.addingTimeInterval(60))
        var off = resting
        off.rested(at: later.addingTimeInterval(1), stamp: Self.start)
        return [Escrow(), Escrow(units: 4), written, answered, read, resting, off]
    }

    @Test("an escrow comes back as it was stored, whatever it waits for")
    func escrow() throws {
        for escrow in Self.escrows { #expect(try Escrow(packed: escrow.packed) == escrow) }
    }

    @Test("an escrow of an earlier version names its fields, and is not taken for a packed one")
    func earlier() throws {
        let text = String(decoding: try JSONEncoder().encode(Self.escrows[3]), as: UTF8.self)
        #expect(try Escrow(packed: text) == nil)
    }
}
