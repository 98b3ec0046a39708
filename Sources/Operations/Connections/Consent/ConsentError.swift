public import Commerce

/// Why a merchant's consent came to nothing, or is needed. No case holds a state, a code or a token.
public enum ConsentError: Error, Sendable, Hashable, Explained {
    /// This installation is not registered at the channel, or its settings do not say so.
    case appMissing(channel: String)
    case noPublicAddress
    case notByConsent(channel: String)
    /// Keys were given where the merchant consents.
    case neededFirst(channel: String, id: String)
    case neededAgain(channel: String, connection: String)
    /// The merchant said no; the word is the channel's own.
    case denied(channel: String, word: String)
    case unknownState
    case expired
    case used
    /// The answer is of a question to another channel.
    case otherChannel
    case notAnAnswer
    case exchangeFailed(String)
    case otherShop(connection: String, shop: String)
    /// A connection of this workspace, by name; `nil` for another workspace's.
    case shopTaken(connection: String?)
    case notBySession(channel: String)
    /// A session's token that we do not take; the reason names nothing of it.
    case sessionRefused(String)
    case sessionUsed
    /// The shop is open before its merchant, and no workspace of this installation keeps it in step.
    case shopUnknown(shop: String, channel: String, address: String)

    public var code: String {
        switch self {
        case .appMissing: "consent.app-missing"
        case .noPublicAddress: "consent.no-address"
        case .notByConsent: "consent.not-by-consent"
        case .neededFirst, .neededAgain: "consent.needed"
        case .denied: "consent.denied"
        case .unknownState: "consent.unknown"
        case .expired: "consent.expired"
        case .used: "consent.used"
        case .otherChannel: "consent.other-channel"
        case .notAnAnswer: "consent.not-an-answer"
        case .exchangeFailed: "consent.refused"
        case .otherShop: "consent.other-shop"
        case .shopTaken: "consent.shop-taken"
        case .notBySession: "consent.not-by-session"
        case .sessionRefused: "consent.session-refused"
        case .sessionUsed: "consent.session-used"
        case .shopUnknown: "consent.shop-unknown"
        }
    }

    public var sentence: String {
        switch self {
        case .appMissing(let channel): "This installation is not registered as an app at \(channel)."
        case .noPublicAddress: "The hub has no public address that the consent page could send you back to."
        case .notByConsent(let channel): "\(channel) lets us in by keys, not by a consent page."
        case .neededFirst(let channel, _): "\(channel) lets us in by your consent on its own page, not by keys."
        case .neededAgain(let channel, let connection):
            "“\(excerpt(connection))” is let in by your consent on \(channel)'s own page, not by keys."
        case .denied(let channel, let word):
            word == "access_denied"
                ? "The consent was refused on the page of \(channel)."
                : "\(channel) ended the consent: \(excerpt(word))."
        case .unknownState: "This answer belongs to no consent that was asked for here."
        case .expired: "The consent took longer than ten minutes."
        case .used: "This answer was used already."
        case .otherChannel: "This answer belongs to a consent at another channel."
        case .notAnAnswer: "This is no address that a consent page sends you back to: it has no code and no state."
        case .exchangeFailed(let reason): reason
        case .otherShop(let connection, let shop):
            "This is another shop (\(excerpt(shop))) than the one “\(excerpt(connection))” keeps in step."
        case .shopTaken(let connection):
            connection.map { "This shop is connected already, as “\(excerpt($0))”." }
                ?? "This shop is connected already, to another workspace of this installation."
        case .notBySession(let channel): "\(channel) has no pages of its own that we could be opened in."
        case .sessionRefused(let reason): "The session is not taken. \(reason)"
        case .sessionUsed: "This session's token was used before; each works once."
        case .shopUnknown(let shop, _, _): "“\(excerpt(shop))” is not connected to any workspace here."
        }
    }

    public var wayOut: String {
        switch self {
        case .appMissing:
            "Register an app there, set its key and secret (docs/settings.md), start again, and try once more."
        case .noPublicAddress:
            "Set public-address, or run entrepot connection add on your own machine, where it waits for the answer itself."
        case .notByConsent: "Connect it with: entrepot connection add NAME --address … --key …"
        case .neededFirst(_, let id): "Run: entrepot connection add NAME --channel \(id)"
        case .neededAgain(_, let connection): "Run: entrepot connection reconnect \"\(connection)\""
        case .denied: "Begin again, and allow the access on the page."
        case .unknownState, .expired, .used, .otherChannel: "Begin again: entrepot connection add, or reconnect."
        case .notAnAnswer: "Paste the whole address from the browser's address bar, with everything after the ?."
        case .exchangeFailed: "Begin again: entrepot connection add, or reconnect."
        case .otherShop:
            "Sign in to the right shop at the channel and begin again, or connect this one by another name."
        case .shopTaken(let connection):
            connection.map { "Use it, or let us in anew with: entrepot connection reconnect \"\($0)\"" }
                ?? "Work in that workspace: entrepot workspace list"
        case .notBySession: "Let the merchant consent: entrepot connection add NAME --channel …"
        case .sessionRefused, .sessionUsed:
            "Close the app in the shop's own pages and open it there again: that brings a new token, good for a minute."
        case .shopUnknown(_, let channel, let address):
            "Connect it once: entrepot connection add NAME --channel \(channel) --address \(excerpt(address))"
        }
    }
}
