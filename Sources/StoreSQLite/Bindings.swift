import Foundation
import GRDBSQLite
import Store

/// The values of one statement as SQLite keeps them, in one piece of memory: SQLite reads them there and copies nothing.
struct Bindings {
    private enum Cell {
        case null
        case integer(Int64)
        case real(Double)
        case text(Range<Int>)
        case bytes(Range<Int>)
    }
    private var cells: [Cell] = []
    private var memory: [UInt8] = []

    /// - Throws: `StoreError` for a text with U+0000, which PostgreSQL refuses too and SQLite would cut short.
    mutating func append(_ value: SQLValue) throws {
        let start = self.memory.count
        switch value {
        case .null: self.cells.append(.null)
        case .integer(let number): self.cells.append(.integer(number))
        case .instant(let date): self.cells.append(.integer(date.microseconds))
        case .boolean(let flag): self.cells.append(.integer(flag ? 1 : 0))
        case .real(let number): self.cells.append(.real(number))
        case .uuid(let id):
            IDText.write(id, to: &self.memory)
            self.cells.append(.text(start..<self.memory.count))
        case .text(var text), .json(var text):
            try text.withUTF8 { bytes in
                if let start = bytes.baseAddress, memchr(start, 0, bytes.count) != nil {
                    throw StoreError(.failed, code: "22021")
                }
                self.memory.append(contentsOf: bytes)
            }
            self.cells.append(.text(start..<self.memory.count))
        case .bytes(let bytes):
            self.memory += bytes
            self.cells.append(.bytes(start..<self.memory.count))
        case .list(_, let values):
            try JSONList.write(values, to: &self.memory)
            self.cells.append(.text(start..<self.memory.count))
        }
    }

    mutating func removeAll() {
        self.cells.removeAll(keepingCapacity: true)
        self.memory.removeAll(keepingCapacity: true)
    }

    /// Binds the values for as long as `body` runs.
    func lend<Result>(to statement: OpaquePointer, _ body: () throws -> Result) rethrows -> Result {
        // An empty text needs an address too; SQLite takes no address for NULL.
        try (self.memory.isEmpty ? [0] : self.memory).withUnsafeBufferPointer { memory in
            for (index, cell) in self.cells.enumerated() {
                let place = CInt(index + 1)
                switch cell {
                case .null: sqlite3_bind_null(statement, place)
                case .integer(let number): sqlite3_bind_int64(statement, place, number)
                case .real(let number): sqlite3_bind_double(statement, place, number)
                case .text(let range):
                    memory.baseAddress?.advanced(by: range.lowerBound).withMemoryRebound(
                        to: CChar.self, capacity: range.count
                    ) { _ = sqlite3_bind_text(statement, place, $0, CInt(range.count), nil) }
                case .bytes(let range):
                    sqlite3_bind_blob(
                        statement, place, memory.baseAddress?.advanced(by: range.lowerBound), CInt(range.count), nil)
                }
            }
            defer {
                sqlite3_reset(statement)
                sqlite3_clear_bindings(statement)
            }
            return try body()
        }
    }
}

/// A bound list as a JSON array, for `json_each`.
enum JSONList {
    static func write(_ values: [SQLValue], to memory: inout [UInt8]) throws {
        memory.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { memory.append(UInt8(ascii: ",")) }
            switch value {
            case .uuid(let id):
                memory.append(UInt8(ascii: "\""))
                IDText.write(id, to: &memory)
                memory.append(UInt8(ascii: "\""))
            case .text(let text): try Self.write(text, to: &memory)
            case .integer(let number): memory += String(number).utf8
            case .instant(let date): memory += String(date.microseconds).utf8
            default: throw StoreError(.failed, code: "list")
            }
        }
        memory.append(UInt8(ascii: "]"))
    }

    private static func write(_ text: String, to memory: inout [UInt8]) throws {
        memory.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case 0: throw StoreError(.failed, code: "22021")
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): memory += [UInt8(ascii: "\\"), byte]
            case 1..<32: memory += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: memory.append(byte)
            }
        }
        memory.append(UInt8(ascii: "\""))
    }
}
