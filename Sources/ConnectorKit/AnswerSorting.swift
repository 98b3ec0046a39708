public import Wire

/// What a lost answer to a call means: nothing, or perhaps something.
public enum CallEffect: Sendable, Hashable { case read, write }

/// Sorts what a channel answers, or does not, by what happens next. What does not depend on the channel stands here.
public protocol AnswerSorting: Sendable {
    /// Of the call that the answer is to.
    var effect: CallEffect { get }
    /// - Returns: `nil` when the answer is to be read.
    func sort(_ reply: HTTPReply) -> ConnectorError?
}

extension AnswerSorting {
    public func sort(_ error: TransportError) -> ConnectorError {
        switch error {
        case .unreachable(let text): .transient(text)
        case .interrupted: self.lost("No whole answer came in time.")
        case .tooLarge: self.unusable("The answer is larger than this program takes.")
        case .forbidden(let text): .forbidden(text)
        }
    }

    /// A body that came with a good status and cannot be read.
    public func sort(_ error: UnreadableAnswer, of reply: HTTPReply) -> ConnectorError {
        self.unusable("HTTP \(reply.status): \(error.description).")
    }

    /// No usable answer because of trouble that may pass.
    public func lost(_ text: String) -> ConnectorError {
        self.effect == .read ? .transient(text) : .unknownOutcome(text)
    }

    /// No usable answer because of what the answer is.
    public func unusable(_ text: String) -> ConnectorError {
        self.effect == .read ? .unreadable(text) : .unknownOutcome(text)
    }
}
