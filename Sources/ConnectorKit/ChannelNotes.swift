public import Foundation
import Synchronization

/// What one connection's connector found out and asks for again in each visit: small facts that hardly ever change, such as the
/// place where a shop's stock lies. In memory only; whoever finds one wrong forgets it.
public final class ChannelNotes: Sendable {
    private struct Note {
        var text: String
        var until: Date
    }
    private let notes = Mutex<[String: Note]>([:])

    public init() {}

    /// - Returns: `nil` where it is not known, or was noted too long ago.
    public func find(_ name: String, at now: Date) -> String? {
        self.notes.withLock { notes in
            notes[name].flatMap { now < $0.until ? $0.text : nil }
        }
    }

    /// - Parameter life: Seconds for which it is believed.
    public func keep(_ text: String, as name: String, at now: Date, life: TimeInterval) {
        self.notes.withLock { $0[name] = Note(text: text, until: now.addingTimeInterval(life)) }
    }

    public func forget(_ name: String) {
        self.notes.withLock { $0[name] = nil }
    }
}

/// The notes of all connections of one process.
public final class ChannelNotebook: Sendable {
    private let pages = Mutex<[UUID: ChannelNotes]>([:])

    public init() {}

    public func notes(of connection: UUID) -> ChannelNotes {
        self.pages.withLock { pages in
            if let known = pages[connection] { return known }
            // A process that serves more than that asks again now and then.
            if pages.count >= 10_000 { pages.removeAll() }
            let fresh = ChannelNotes()
            pages[connection] = fresh
            return fresh
        }
    }
}
