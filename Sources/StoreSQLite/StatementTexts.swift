import Store
import Synchronization

/// The texts of all statements met so far: our source holds a few hundred.
final class StatementTexts: Sendable {
    struct Entry: Sendable {
        var text: String
        /// Whether it only reads, inserts, updates or deletes rows, so that GRDB need not know of it.
        var isPlain: Bool
        /// Tells it from every other text.
        var number: Int
    }
    private struct State {
        var known: [SQLShape: Entry] = [:]
        var count = 0
    }
    private let state = Mutex(State())
    /// Lists of every length are statements of their own; beyond this all are forgotten and met anew.
    private static let limit = 2_000

    func entry(of shape: SQLShape) -> Entry {
        self.state.withLock { state in
            if let entry = state.known[shape] { return entry }
            if state.known.count >= Self.limit { state.known.removeAll() }
            state.count += 1
            let text = shape.text(for: .sqlite)
            let word = text.split(maxSplits: 1, whereSeparator: \.isWhitespace).first?.uppercased() ?? ""
            let entry = Entry(
                text: text,
                isPlain: ["SELECT", "VALUES", "INSERT", "UPDATE", "DELETE", "WITH", "REPLACE"].contains(word),
                number: state.count)
            state.known[shape] = entry
            return entry
        }
    }
}
