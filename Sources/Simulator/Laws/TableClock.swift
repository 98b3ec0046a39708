import Store
import Synchronization

/// Counts how often each table was written to, by anybody: what was read of tables that nobody wrote to since is still so.
///
/// It looks at every statement that changes something, whoever's transaction it stands in, so that a statement that reaches
/// other rows than it should is seen in all workspaces at once.
final class TableClock: Sendable {
    private struct State {
        var tables: [String: Int] = [:]
        /// Statements that may have written to any table.
        var others = 0
    }
    private let state = Mutex(State())

    /// A statement is about to run.
    func see(_ query: SQLQuery) {
        let text = query.shape.opening
        guard !text.hasPrefix("SELECT") else { return }
        let table = Self.table(text)
        self.state.withLock { state in
            if let table { state.tables[table, default: 0] += 1 } else { state.others += 1 }
        }
    }

    /// A number that grows with each statement that may have written to one of these.
    func time(of tables: [String]) -> Int {
        self.state.withLock { state in tables.reduce(state.others) { $0 + (state.tables[$1] ?? 0) } }
    }

    /// The table that a statement writes to; `nil` where its first words do not tell.
    static func table(_ text: String) -> String? {
        for opening in ["UPDATE ", "INSERT INTO ", "DELETE FROM "] where text.hasPrefix(opening) {
            let name = text.utf8.dropFirst(opening.utf8.count).prefix { $0 > 32 && $0 != UInt8(ascii: "(") }
            return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
        }
        return nil
    }
}

/// What was read of some tables, and when by their clock.
struct TimedRows<Value: Sendable>: Sendable {
    let value: Value
    let time: Int

    /// - Parameter before: What was read of the same tables before; it is read anew where they have changed.
    init(
        _ tables: [String], _ clock: TableClock, before: Self?, _ read: () throws -> Value
    ) rethrows {
        let time = clock.time(of: tables)
        if let before, before.time == time {
            self = before
        } else {
            self.value = try read()
            self.time = time
        }
    }
}
