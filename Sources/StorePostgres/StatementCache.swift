import CLibPQ
import Store

/// The statements one connection has prepared. The one unused for longest makes room for the next.
struct StatementCache {
    struct Key: Hashable {
        var shape: SQLShape
        var types: [Oid]

        /// The types rarely tell two statements apart; equality decides.
        func hash(into hasher: inout Hasher) { hasher.combine(self.shape) }
    }
    private struct Entry {
        var name: String
        var used: Int
    }

    /// How many statements a connection keeps.
    let limit: Int
    private var entries: [Key: Entry] = [:]
    private var clock = 0
    private var named = 0

    init(limit: Int = 256) {
        precondition(limit > 0, "a connection keeps at least one statement")
        self.limit = limit
    }

    var count: Int { self.entries.count }

    /// The name under which the statement was prepared, if it was.
    mutating func name(of key: Key) -> String? {
        self.clock += 1
        guard let place = self.entries.index(forKey: key) else { return nil }
        self.entries.values[place].used = self.clock
        return self.entries.values[place].name
    }

    /// A name never given before on this connection.
    mutating func freshName() -> String {
        self.named += 1
        return "e\(self.named)"
    }

    /// Remembers a statement that the server has prepared.
    ///
    /// - Returns: the name of a statement that had to go and may be deallocated.
    mutating func insert(_ key: Key, name: String) -> String? {
        var gone: String?
        if self.entries.count >= self.limit, let oldest = self.entries.min(by: { $0.value.used < $1.value.used }) {
            gone = oldest.value.name
            self.entries[oldest.key] = nil
        }
        self.clock += 1
        self.entries[key] = Entry(name: name, used: self.clock)
        return gone
    }
}
