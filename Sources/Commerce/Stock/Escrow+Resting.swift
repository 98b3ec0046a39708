public import Foundation

extension Escrow {
    /// A listing that we take off sale for a moment, so that its numbers can be written while nobody can buy.
    ///
    /// While it is off sale nothing can be sold, and once every order placed before is imported (`settled`) all that was
    /// sold is known. The units stay set aside nevertheless: whoever puts the listing back, be it its seller, sells what is
    /// covered. So putting it back as it is needs no room and no settling, at any time; and a write of `w` needs only what
    /// `w` is above `units`.
    public struct Rest: Sendable, Hashable, Codable {
        public enum State: String, Sendable, Hashable, Codable {
            /// The call is stored, and perhaps on its way.
            case asked
            /// Off sale; orders placed before may still be unknown.
            case off
            /// Off sale, and every sale is known.
            case settled
        }

        /// What needed it.
        public enum Cause: String, Sendable, Hashable, Codable {
            case price, units
            /// The channel keeps the last unit on sale and was asked for zero.
            case zero
        }

        public var call: UUID
        public var state: State
        public var cause: Cause
        /// When it was stored.
        public var from: Date
        /// `asked`: when the call can no longer take effect. Then: when it was off sale for certain.
        public var end: Date
        /// The channel's clock when the listing left the sale, where it tells: who changed it later was not we.
        public var stamp: Date?

    }

    /// Whether we keep its listing off sale, or may.
    public var isResting: Bool { self.rest != nil }

    /// Whether its listing is off sale by us and all its sales are known.
    public var isOffSale: Bool { self.rest?.state == .settled }

    /// Stores that its listing will be taken off sale. It must be committed before the call leaves. It needs no units.
    ///
    /// - Parameter expires: The call's deadline plus the channel's patience.
    public mutating func rest(_ call: UUID, _ cause: Rest.Cause, at now: Date, expires: Date) {
        self.rest = Rest(call: call, state: .asked, cause: cause, from: now, end: expires)
    }

    /// Its listing is off sale: the channel said so, or was read after the call could no longer take effect.
    ///
    /// - Parameter stamp: The channel's clock when its state changed, where it tells.
    public mutating func rested(at now: Date, stamp: Date?) {
        guard self.rest?.state == .asked else { return }
        self.rest?.state = .off
        self.rest?.end = now
        self.rest?.stamp = stamp
    }

    /// It is on sale again, was never taken off, or is no longer ours to put back. What it may sell stays as it was.
    public mutating func restEnded() { self.rest = nil }
}
