import Foundation
import GRDB
import Store

extension SQLValue {
    /// How SQLite keeps the value.
    ///
    /// - Throws: `StoreError` for a text with U+0000, which PostgreSQL refuses too and SQLite would cut short.
    func sqliteValue() throws -> DatabaseValue {
        switch self {
        case .null: .null
        case .uuid(let id): id.uuidString.lowercased().databaseValue
        case .instant(let date): date.microseconds.databaseValue
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .boolean(let flag): (flag ? 1 : 0).databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        case .text(let text), .json(let text): try Self.whole(text).databaseValue
        }
    }

    /// A cell as SQLite gives it back; `SQLConvertible` makes ids, instants and flags of it.
    init(sqlite value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null(.text)
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .bytes([UInt8](data))
        }
    }

    private static func whole(_ text: String) throws -> String {
        if text.utf8.contains(0) { throw StoreError(.failed, code: "22021") }
        return text
    }
}
