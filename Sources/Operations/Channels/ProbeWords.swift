import ConnectorKit

/// What a failed call of a check means for whoever has to mend it.
struct ProbeWords {
    let manifest: Manifest
    let connection: String
    let isByConsent: Bool

    private var name: String { ShellWord.quoted(self.connection) }

    /// The command that gives the connection new access.
    var reconnect: String {
        let wantsKey = !self.isByConsent && self.manifest.fields.contains { $0.name == "key" }
        let command = "entrepot connection reconnect \(self.name)"
        return self.isByConsent
            ? command : "Make new keys in the shop, then: \(command)\(wantsKey ? " --key NEW-KEY" : "")"
    }

    private var again: String { "entrepot channels check \(self.name)" }

    func reconnect(after trouble: TokenTrouble) -> String {
        if case .refused = trouble { self.reconnect } else { trouble.wayOut }
    }

    /// - Parameter what: What was asked for.
    func finding(_ error: ConnectorError, during what: String) -> Finding {
        let channel = self.manifest.displayName
        return switch error {
        case .unauthorized(let code):
            .problem("credentials", "\(channel) refuses our access (\(code)).", wayOut: self.reconnect)
        case .refused(_, "scope", let message): .problem("scopes", "\(what): \(message)", wayOut: self.reconnect)
        case .refused(_, "app", let message):
            .problem(
                "app", message, wayOut: "Set this installation's keys there (docs/settings.md), then: \(self.again)")
        case .refused(_, "address", let message):
            .problem(
                "address", message, wayOut: "entrepot connection reconnect \(self.name) --address ADDRESS")
        case .refused(_, _, let message):
            .problem(what, message, wayOut: "Mend it at \(channel), then: \(self.again)")
        case .throttled(let wait):
            .problem(
                "budgets", "\(channel) lets nothing through for \(ChannelWords.span(wait)).", wayOut: self.patience)
        case .limited(let budget, let wait):
            .problem(
                "budgets", "The limit \(budget) is used up; there is room again in \(ChannelWords.span(wait)).",
                wayOut: self.patience)
        case .transient(let reason), .unknownOutcome(let reason):
            .problem(
                "host", "The shop cannot be reached: \(reason)",
                wayOut: "See that it is up, and reachable from this machine; then: \(self.again)")
        case .unreadable(let reason):
            .problem(
                what, "What answers does not speak \(channel): \(reason)",
                wayOut: "A login page, a firewall or a maintenance page may be in the way; then: \(self.again)")
        case .forbidden(let reason):
            .problem("address", reason, wayOut: "entrepot connection reconnect \(self.name) --address ADDRESS")
        }
    }

    /// The same for what the channel keeps itself.
    func finding(kept error: ConnectorError, at place: String) -> Finding {
        switch error {
        case .unauthorized, .refused:
            .notice(
                "kept stock", "\(place) cannot be read, so that what lies there is not shown; all else goes on.",
                wayOut:
                    "Where you use it, give the app the right to it at \(self.manifest.displayName), then: \(self.again)"
            )
        default: self.finding(error, during: "kept stock")
        }
    }

    /// The same for how the channel books money.
    func finding(finances error: ConnectorError) -> Finding {
        switch error {
        case .unauthorized, .refused:
            .notice(
                "finances", "What \(self.manifest.displayName) books of your money cannot be read; all else goes on.",
                wayOut:
                    "To see it here, give the app the right to it at \(self.manifest.displayName), then: \(self.again)"
            )
        default: self.finding(error, during: "finances")
        }
    }

    /// What others ask could not be read when it was tried last.
    func finding(market trouble: String) -> Finding {
        .notice(
            "market", "What others ask at \(self.manifest.displayName) cannot be read; all else goes on. \(trouble)",
            wayOut: "To see it here, give the app the right to it at \(self.manifest.displayName)")
    }

    /// The same for the installation's own queue.
    func finding(queue error: ConnectorError) -> Finding {
        let asked = "Orders are asked for meanwhile."
        return switch error {
        case .refused(_, _, let message), .forbidden(let message):
            .problem(
                "queue", "\(message) \(asked)",
                wayOut: "Set the queue's address and keys right (docs/settings.md), then: \(self.again)")
        case .transient(let reason), .unknownOutcome(let reason), .unreadable(let reason):
            .problem(
                "queue", "It does not answer as it should: \(reason). \(asked)",
                wayOut: "See that it is reachable from this machine; then: \(self.again)")
        case .throttled, .limited, .unauthorized:
            .problem("queue", "It lets nothing through for now. \(asked)", wayOut: "Later: \(self.again)")
        }
    }

    private var patience: String {
        "The hub goes on by itself. Where it stays so, another program spends the same limit, or a higher one must be asked "
            + "for at \(self.manifest.displayName)."
    }
}
