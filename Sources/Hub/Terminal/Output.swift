import Foundation
import Operations

/// Where a command writes what it found: a table for people, or JSON for programs.
struct Output: Sendable {
    /// JSON instead of tables.
    var isJSON: Bool
    private let write: @Sendable (String) -> Void

    init(isJSON: Bool = false, write: @escaping @Sendable (String) -> Void = Self.standardOutput) {
        self.isJSON = isJSON
        self.write = write
    }

    func line(_ text: String = "") { self.write(text + "\n") }

    /// A text that brings its own line ends.
    func piece(_ text: String) { self.write(text) }

    func json(_ value: some Encodable) throws { self.line(try ViewJSON.text(value, pretty: true)) }

    /// The values as JSON, or what `people` makes of them.
    func show<Value: Encodable>(_ value: Value, people: (Value) -> Void) throws {
        if self.isJSON { try self.json(value) } else { people(value) }
    }

    func table(_ table: Table) { self.write(table.text) }

    static let standardOutput: @Sendable (String) -> Void = { FileHandle.standardOutput.write(Data($0.utf8)) }
    static let standardError: @Sendable (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
}
