import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// What was found when one connection was tried.
public struct CheckedConnection: Sendable, Hashable, Encodable {
    public var connection: String
    public var channel: String
    /// Whether there is nothing to mend.
    public var isWell: Bool
    public var findings: [Finding]
}

/// Tries one connection with a few calls that change nothing: access, rights, clock, listings, orders, writing, limits, webhooks.
///
/// A finding never keeps the next from being made, unless the shop cannot be asked further. Like any call, it may renew the
/// access, and learn that it was taken back.
public struct CheckConnection: Sendable {
    public var connection: String

    public init(_ connection: String) { self.connection = connection }

    /// - Throws: `OperationError.unknownConnection`, `.unknownChannel`, and what is wrong with this installation itself.
    public func run(_ desk: Desk) async throws -> CheckedConnection {
        let name = self.connection
        let record = try await desk.read { try Find.connection($0, name) }
        let channel = try desk.hub.channel(record.channel)
        let health = try await ShowConnection(record.id.text).run(desk)
        var probe = ConnectionProbe(desk: desk, record: record, channel: channel, health: health)
        try await probe.look()
        return CheckedConnection(
            connection: record.name, channel: channel.manifest.id,
            isWell: probe.findings.allSatisfy { $0.level == .fine }, findings: probe.findings)
    }
}

/// The calls of one check, and what they brought.
struct ConnectionProbe {
    let desk: Desk
    let record: ConnectionRecord
    let channel: ChannelDescriptor
    let health: ConnectionHealth
    private(set) var findings: [Finding] = []
    private var told: [String: BudgetReading] = [:]
    private var time: Date?

    init(desk: Desk, record: ConnectionRecord, channel: ChannelDescriptor, health: ConnectionHealth) {
        self.desk = desk
        self.record = record
        self.channel = channel
        self.health = health
    }

    var manifest: Manifest { self.channel.manifest }
    var words: ProbeWords {
        ProbeWords(manifest: self.manifest, connection: self.record.name, isByConsent: self.health.isByConsent)
    }

    mutating func look() async throws {
        let limits = ProbedLimits(desk: self.desk, record: self.record, manifest: self.manifest)
        if let full = try await limits.usedUp() {
            self.findings.append(full)
            return
        }
        guard let opened = try await self.open(), let identity = await self.identify(opened) else { return }
        self.findings.append(self.rights(identity.scopes ?? (opened.scopes.isEmpty ? nil : opened.scopes)))
        if await self.reads(opened.connector) {
            await self.writes(opened.connector)
            await self.kept(opened.connector)
            await self.finances(opened.connector)
            try await self.market()
            self.findings += try await limits.left(self.told)
            try await self.hooks(opened)
        }
        self.state()
    }

    /// - Returns: `nil` where the connection has no access that a call could be made with.
    private mutating func open() async throws -> OpenedConnection? {
        do { return try await Connections.open(self.desk, self.record) } catch let error as TokenTrouble {
            self.findings.append(.problem("credentials", error.sentence, wayOut: self.words.reconnect(after: error)))
        } catch let error as ConsentError {
            self.findings.append(.problem("app", error.sentence, wayOut: error.wayOut))
        } catch let error as ConnectorError {
            self.findings.append(self.words.finding(error, during: "credentials"))
        }
        return nil
    }

    /// Who is there, and what time it is there.
    private mutating func identify(_ opened: OpenedConnection) async -> ShopIdentity? {
        let name = self.manifest.displayName
        guard
            let answer = await self.ask(
                "credentials",
                { () async throws(ConnectorError) in
                    try await opened.connector.identify()
                })
        else { return nil }
        self.findings.append(.fine("credentials", "\(name) lets us in, to “\(excerpt(answer.name))”."))
        if let until = self.health.consentUntil,
            until.timeIntervalSince(self.desk.now) < ConnectionHealth.consentWarning
        {
            self.findings.append(
                .notice("consent", self.health.reason ?? "The consent ends soon.", wayOut: self.words.reconnect))
        }
        if let places = self.locations(answer.locations) { self.findings.append(places) }
        for caution in answer.cautions {
            self.findings.append(.notice("account", caution, wayOut: "Mend it at \(name)"))
        }
        self.findings.append(
            self.time.map { ChannelClockFinding.of($0, now: self.desk.now, what: "clock") }
                ?? .fine("clock", "\(name) does not tell its time."))
        return answer
    }

    /// - Returns: `nil` where there is nothing to choose.
    private func locations(_ all: [RemoteLocation]) -> Finding? {
        guard all.count > 1, let ours = all.first(where: \.isOurs) else { return nil }
        let others = all.filter { !$0.isOurs }.map { "“\(excerpt($0.name))”" }.joined(separator: ", ")
        let sentence = "Its stock is kept in step at “\(excerpt(ours.name))”, and left as it is at \(others)."
        guard self.record.settings.awaitsLocation == true else { return .fine("location", sentence) }
        return .notice(
            "location", "Nobody chose at which location its stock is kept in step. If not chosen: \(sentence)",
            wayOut: "entrepot connection location \(ShellWord.quoted(self.record.name))")
    }

    private func rights(_ given: [String]?) -> Finding {
        let (name, wanted) = (self.manifest.displayName, self.manifest.scopes)
        guard !wanted.isEmpty else {
            return .fine("scopes", "\(name) gives no list of rights; what may be read shows below.")
        }
        guard let given else {
            return .fine(
                "scopes",
                "\(name) does not tell which rights it gave. Asked for: \(wanted.joined(separator: ", ")). What may be read "
                    + "shows below.")
        }
        let missing = wanted.filter { !given.contains($0) }
        guard missing.isEmpty else {
            return .problem(
                "scopes", "Not given: \(missing.joined(separator: ", ")).", wayOut: self.words.reconnect)
        }
        return .fine("scopes", "All that are needed: \(wanted.joined(separator: ", ")).")
    }

    /// The first page of listings, and orders of the last hour.
    ///
    /// - Returns: Whether the shop may be asked more.
    private mutating func reads(_ connector: any Connector) async -> Bool {
        if let listings = connector.listings {
            let page = await self.ask(
                "listings",
                { () async throws(ConnectorError) in
                    try await listings.page(nil, modifiedAfter: nil)
                })
            if let page {
                let rest = self.manifest.unseen.map { " " + $0 } ?? ""
                self.findings.append(
                    .fine("listings", "They can be read: \(page.offers.count) on the first page.\(rest)"))
            }
        }
        guard self.mayAsk, let orders = connector.orders else { return self.mayAsk }
        let since = (self.time ?? self.desk.now).addingTimeInterval(-3_600)
        let page = await self.ask(
            "orders",
            { () async throws(ConnectorError) in
                try await orders.page(nil, modifiedAfter: since)
            })
        if let page {
            self.findings.append(
                .fine("orders", "They can be read: \(page.orders.count) changed within the last hour."))
        }
        return self.mayAsk
    }

    /// By a request that changes nothing, where the channel has such.
    private mutating func writes(_ connector: any Connector) async {
        guard let proof = connector.writeProof else { return }
        do throws(ConnectorError) {
            _ = try await proof.prove()
            self.findings.append(.fine("writing", "We may change products: a change of none was let in."))
        } catch {
            // Reading was let in a moment ago.
            guard case .unauthorized(let code) = error else {
                return self.findings.append(self.words.finding(error, during: "writing"))
            }
            self.findings.append(
                .problem(
                    "writing", "\(self.manifest.displayName) lets us read, and not write (\(code)).",
                    wayOut: self.words.reconnect))
        }
    }

    /// The first page of what the channel keeps itself. Without the right to it nothing else suffers.
    private mutating func kept(_ connector: any Connector) async {
        guard let reader = connector.keptStock, let plan = self.manifest.keptStock else { return }
        do throws(ConnectorError) {
            let page = try await reader.page(nil)
            for (name, reading) in page.budgets { self.told[name] = reading }
            let count = page.value.items.count
            self.findings.append(
                .fine("kept stock", "\(plan.place) can be read: \(count) listings on the first page."))
        } catch {
            self.findings.append(self.words.finding(kept: error, at: plan.place))
        }
    }

    /// The first page of what was booked within a day. Without the right to it nothing else suffers.
    private mutating func finances(_ connector: any Connector) async {
        guard let reader = connector.finances else { return }
        let since = (self.time ?? self.desk.now).addingTimeInterval(-86_400)
        do throws(ConnectorError) {
            let page = try await reader.page(nil, FinanceSpan(from: since))
            for (name, reading) in page.budgets { self.told[name] = reading }
            let count = page.value.transactions.count
            self.findings.append(
                .fine("finances", "They can be read: \(count) transactions of the last day on the first page."))
        } catch {
            self.findings.append(self.words.finding(finances: error))
        }
    }

    /// How the last reading of what others ask ended.
    private mutating func market() async throws {
        guard self.manifest.market != nil else { return }
        let id = self.record.id
        let progress = try await self.desk.read { try $0.ask(MarketPriceRecords.asking($0, progressOf: id)).first }
        if let trouble = progress?.trouble { self.findings.append(self.words.finding(market: trouble)) }
    }

    /// Whether webhooks stand where they should.
    private mutating func hooks(_ opened: OpenedConnection) async throws {
        let (name, asked) = (
            self.manifest.displayName,
            "orders are asked for every \(ChannelWords.span(self.manifest.orderPollInterval))"
        )
        if let opening = self.channel.queue {
            guard let queue = self.desk.hub.apps[self.manifest.id]?.queue else {
                return self.findings.append(
                    .fine(
                        "webhooks", "\(name) tells its news to a queue, and none is set; \(asked).",
                        wayOut: "To hear of orders sooner, give it one (docs/settings.md)."))
            }
            await self.read(queue, opening)
        }
        guard self.channel.verifier != nil || self.channel.queue != nil else {
            return self.findings.append(.fine("webhooks", "There are none at \(name); \(asked)."))
        }
        let ours = try await WebhookAddress.of(self.desk, connection: self.record.id)
        guard let address = opened.connector.webhooks?.queue ?? ours else {
            // A queue that is none has been told of.
            guard self.channel.queue == nil else { return }
            return self.findings.append(
                .fine(
                    "webhooks", "This installation has no public address, so \(name) can tell it nothing; \(asked).",
                    wayOut: "To hear of orders sooner, set public-address (docs/settings.md)."))
        }
        guard let registrar = opened.connector.webhooks else {
            let last = self.health.lastWebhookAt.map { "The last came at \($0.formatted(.iso8601))." }
            return self.findings.append(
                .fine(
                    "webhooks", "At \(name) they are set up by hand, for the whole app. \(last ?? "None has come yet.")"
                ))
        }
        guard
            let standing = await self.ask(
                "webhooks",
                { () async throws(ConnectorError) in
                    try await registrar.standing(address: address)
                })
        else { return }
        let topics = registrar.topics ?? self.manifest.webhookTopics
        let missing = topics.filter { !standing.contains($0) }
        guard !missing.isEmpty else {
            return self.findings.append(
                .fine("webhooks", "All \(topics.count) topics are delivered to this installation."))
        }
        self.findings.append(
            .notice(
                "webhooks", "Not subscribed to: \(missing.joined(separator: ", ")).",
                wayOut:
                    "entrepot connection sync \(ShellWord.quoted(self.record.name)) has a running hub subscribe again.")
        )
    }

    /// Whether the queue that the channel delivers to can be read. Whatever is wrong with it, orders are asked for.
    private mutating func read(_ queue: ChannelQueue, _ opening: QueueOpening) async {
        do throws(ConnectorError) {
            let waiting = try await opening(queue, self.desk.hub.transport, self.desk.hub.now).waiting()
            let words =
                switch waiting {
                case 0: "nothing waits"
                case 1: "about 1 message waits"
                default: "about \(waiting) messages wait"
                }
            self.findings.append(.fine("queue", "It can be read; \(words) in it."))
        } catch {
            self.findings.append(self.words.finding(queue: error))
        }
    }

    /// A shop that answers does not help a connection that stands still.
    private mutating func state() {
        guard self.record.state == .paused || self.record.state == .unauthorized else { return }
        self.findings.append(
            .notice(
                "connection", "The shop answers, but this connection is stopped.",
                wayOut: "entrepot connection resume \(ShellWord.quoted(self.record.name))"))
    }

    // MARK: Asking

    /// Whether the last failure was one of this call alone.
    private var mayAsk = true

    private mutating func ask<Value: Sendable>(
        _ what: String, _ call: () async throws(ConnectorError) -> Answer<Value>
    ) async -> Value? {
        do throws(ConnectorError) {
            let answer = try await call()
            self.time = answer.channelTime ?? self.time
            for (name, reading) in answer.budgets { self.told[name] = reading }
            return answer.value
        } catch {
            self.findings.append(self.words.finding(error, during: what))
            if case .refused = error {} else { self.mayAsk = false }
            return nil
        }
    }
}
