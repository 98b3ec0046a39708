import Commerce
import Foundation

/// A count as it is stored: read and written under lock before and after each round of calls, for all tenants of an app.
extension SharedBudget {
    public var packed: String {
        var writer = PackedWriter(capacity: 6_000)
        self.state.write(to: &writer)
        self.writeSpenders(to: &writer)
        return writer.text
    }

    /// - Parameter limit: What is counted; a count of anything else is none of it.
    /// - Returns: `nil` where the text is of another form or counts another limit.
    public init?(packed text: String, of limit: Budget) {
        let read = try? PackedReader.read(text) { reader in
            guard let state = try BudgetState(&reader, of: limit) else { throw PackedReader.Mismatch(place: 0) }
            return try SharedBudget(&reader, state)
        }
        guard let read else { return nil }
        self = read
    }
}

extension Budget {
    /// What it is, in numbers: what one of them counts the other may not go on with.
    func write(to writer: inout PackedWriter) {
        writer.add(name: self.name)
        writer.add(name: self.scope.rawValue)
        let parts: (word: String, one: Int, other: Int, span: Duration) =
            switch self.kind {
            case .tokenBucket(let capacity, let refill, let per): ("tokens", capacity, refill, per)
            case .costPoints(let capacity, let refill, let per): ("points", capacity, refill, per)
            case .dailyQuota(let limit, let startsAt): ("day", limit, startsAt, .zero)
            case .rollingWindow(let limit, let length): ("window", limit, 0, length)
            case .rate(let limit, let per): ("rate", limit, 0, per)
            case .concurrency(let limit): ("calls", limit, 0, .zero)
            }
        writer.add(name: parts.word)
        writer.add(parts.one)
        writer.add(parts.other)
        writer.add(parts.span.components.seconds)
        writer.add(parts.span.components.attoseconds)
        writer.add(self.reserve)
    }

    /// Whether this is what stands there.
    func stands(in reader: inout PackedReader) throws -> Bool {
        var mine = PackedWriter()
        self.write(to: &mine)
        var theirs = PackedWriter()
        for _ in 0..<3 { theirs.add(name: try reader.name()) }
        for _ in 0..<5 { theirs.add(try reader.integer()) }
        return mine.text == theirs.text
    }
}
