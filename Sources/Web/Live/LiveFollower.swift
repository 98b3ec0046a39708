import Foundation
import Operations
import Pages

/// What one live page has been told, and what it is to be told next. It only looks; when to look is its caller's.
struct LiveFollower {
    private let model: BoardModel
    private let query: BoardQuery
    private var shown: BoardView?
    /// The newest event that the page has.
    private var last: String?

    /// - Parameter since: The newest event that the page was drawn with; `nil` where it had none.
    init(_ model: BoardModel, query: BoardQuery, since: String?) {
        self.model = model
        self.query = query
        self.last = since
    }

    /// Everything the first time, only differences afterwards; empty where nothing changed.
    mutating func look() async throws -> [LiveMessage] {
        let view = try await self.model.view(self.query)
        var messages: [LiveMessage] = []
        if let shown {
            let patch = BoardPatch(from: shown, to: view)
            if !patch.isEmpty { messages.append(.board(patch)) }
        } else {
            messages.append(.board(BoardPatch(all: view)))
        }
        messages += self.news(in: view.events).map { .event($0) }
        self.shown = view
        self.last = view.events.first?.id ?? self.last
        return messages
    }

    /// Events after the last one the page has, oldest first.
    private func news(in events: [EventView]) -> [EventView] {
        if self.last == nil, self.shown == nil { return events.reversed() }
        return events.prefix { $0.id != self.last }.reversed()
    }
}
