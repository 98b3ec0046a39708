public import Foundation
import Synchronization

/// A clock that moves when it is told to. Hand `clock.now` to whatever wants a `@Sendable () -> Date`.
public final class ManualClock: Sendable {
    private let instant: Mutex<Date>

    /// Begins on 2026-01-01 00:00 UTC unless told.
    public init(_ start: Date = Date(timeIntervalSince1970: 1_767_225_600)) { self.instant = Mutex(start) }

    public var now: Date { self.instant.withLock { $0 } }

    public func set(_ date: Date) { self.instant.withLock { $0 = date } }

    /// - Parameter seconds: may be negative.
    public func advance(by seconds: TimeInterval) { self.instant.withLock { $0 += seconds } }
}
