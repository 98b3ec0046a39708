import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Vault

/// What a consent has led to.
public struct FinishedConsent: Sendable, Hashable, Encodable {
    public var connection: ConnectionHealth
    /// As the shop names itself.
    public var shopName: String
    /// Whether an older connection was let in anew.
    public var isRenewal: Bool
}

/// Takes the answer of a consent page: trades its code for tokens, asks the shop who it is, and makes or renews the
/// connection.
///
/// The state is the proof; it tells whose it is. An answer is taken once, whatever becomes of it, because a code is.
public struct FinishConsent: Sendable {
    public var answer: ConsentAnswer
    /// The channel whose address was called; `nil` where the answer was pasted.
    public var channel: String?

    public init(_ answer: ConsentAnswer, channel: String? = nil) {
        self.answer = answer
        self.channel = channel
    }

    /// - Throws: `ConsentError`, `OperationError.connectionRefused` where the shop does not let us in after all,
    ///   `.connectionExists`. What was thrown is also kept with the consent, for whoever waits for it.
    public func run(_ hub: Installation, trace: String? = nil) async throws -> FinishedConsent {
        let consent = try await self.take(hub)
        let desk = Desk(hub, tenant: consent.tenant, trace: trace, doer: try await self.asker(of: consent, hub))
        return try await consent.settle(hub) { try await self.finish(consent, desk) }
    }

    /// Whoever asked: the browser that brings the answer says nothing of who sits before it.
    private func asker(of consent: ConsentRecord, _ hub: Installation) async throws -> Doer {
        let found = try await hub.store.read(as: consent.tenant) { db in
            try AuditRecords.doer(
                db, of: Deed.consentAsked.rawValue, on: consent.id, since: consent.createdAt.addingTimeInterval(-60))
        }
        return found.flatMap { Doer(kind: $0.doer, id: $0.id) } ?? .nobody
    }

    private func take(_ hub: Installation) async throws -> ConsentRecord {
        let digest = ConsentProof.digest(ofState: self.answer.state)
        let (now, channel) = (hub.now(), self.channel)
        return try await hub.store.system { db in
            guard let consent = try ConsentRecords.find(db, stateDigest: digest) else {
                throw ConsentError.unknownState
            }
            guard channel == nil || channel == consent.channel else { throw ConsentError.otherChannel }
            guard now < consent.expiresAt else { throw ConsentError.expired }
            guard try ConsentRecords.take(db, consent.id, at: now) else { throw ConsentError.used }
            return consent
        }
    }

    private func finish(_ consent: ConsentRecord, _ desk: Desk) async throws -> FinishedConsent {
        let channel = try desk.hub.channel(consent.channel)
        let app = try desk.hub.app(of: channel)
        let begun = desk.now
        let tokens = try await self.exchange(consent, channel: channel, app: app, desk)
        return try await consent.open(tokens, channel: channel, app: app, begun: begun, desk)
    }

    private func exchange(
        _ consent: ConsentRecord, channel: ChannelDescriptor, app: ChannelApp, _ desk: Desk
    ) async throws -> OAuthTokens {
        let shown = channel.manifest.displayName
        guard let flow = channel.oauth, let redirect = URL(string: consent.redirect) else {
            throw ConsentError.notByConsent(channel: shown)
        }
        if case .error(let word) = self.answer.word {
            throw ConsentError.denied(channel: shown, word: Redaction.clean(word))
        }
        let fields = self.answer.fields
        let verifier = try await SealedCredentials.opening(desk) {
            try $0.openVerifier(consent.verifier, consent: consent.id).reveal()
        }
        let place = OAuthPlace(app: app, address: consent.address, transport: desk.hub.transport, now: desk.hub.now)
        do throws(ConnectorError) {
            return try await flow.exchange(place, answer: fields, verifier: verifier, redirect: redirect)
        } catch {
            let secrets = Array(fields.values) + [verifier, app.clientSecret]
            let reason = Redaction.clean(error.consentRefusal(of: shown), secrets: secrets)
            throw ConsentError.exchangeFailed(reason)
        }
    }
}

extension ConsentRecord {
    /// Asks the shop who it is, and makes or renews the connection.
    ///
    /// - Parameter begun: Our clock before the shop was asked.
    func open(
        _ tokens: OAuthTokens, channel: ChannelDescriptor, app: ChannelApp, begun: Date, _ desk: Desk
    ) async throws -> FinishedConsent {
        let answer = try await IdentifyShop(
            channel: channel, address: self.address, credentials: [:], app: app, tokens: tokens,
            timeout: self.settings.timeout
        ).run(desk)
        guard let connection else {
            let made = try await NewConnection(
                channel: channel, name: self.name, address: self.address, credentials: [:], settings: self.settings,
                tokens: tokens
            ).make(answer, begun: begun, desk)
            return FinishedConsent(connection: made.connection, shopName: made.shopName, isRenewal: false)
        }
        let health = try await RenewedAccess(connection: connection, tokens: tokens).take(answer.value, desk)
        return FinishedConsent(connection: health, shopName: answer.value.name, isRenewal: true)
    }

    /// Keeps what became of it, for whoever waits.
    func settle(
        _ hub: Installation, _ body: () async throws -> FinishedConsent
    ) async throws -> FinishedConsent {
        do {
            let finished = try await body()
            try await self.note(connection: UUID(uuidString: finished.connection.id), refusal: nil, hub)
            return finished
        } catch {
            let told = error as? any Explained
            let refusal = ConsentRecord.Refusal(
                code: told?.code ?? "unforeseen",
                sentence: told?.sentence ?? "Something went wrong that nobody foresaw.",
                wayOut: told?.wayOut ?? "Begin again. If it stays, run: entrepot doctor")
            try await self.note(connection: self.connection, refusal: refusal, hub)
            throw error
        }
    }

    private func note(connection: UUID?, refusal: ConsentRecord.Refusal?, _ hub: Installation) async throws {
        let now = hub.now()
        try await hub.store.system {
            try ConsentRecords.finish($0, self.id, connection: connection, refusal: refusal, at: now)
        }
    }
}

extension ConnectionTokenRecord {
    init(
        _ tokens: OAuthTokens, of remoteID: String?, connection: UUID, sealed: SealedCredentials, at now: Date
    ) throws {
        self.init(
            remoteID: remoteID, tokens: try sealed.seal(tokens: tokens, connection: connection), obtainedAt: now,
            expiresAt: tokens.expiresAt, refreshExpiresAt: tokens.refreshExpiresAt)
    }
}

extension ConnectorError {
    /// Why a code, or what else proves a consent, could not be traded for tokens.
    func consentRefusal(of channel: String, what: String = "code") -> String {
        switch self {
        case .throttled, .limited:
            "\(channel) asks us to wait; its answer is not valid for so long. Begin again in a minute."
        case .unauthorized(let code): "\(channel) refuses the \(what), or our app (\(code))."
        case .refused(_, _, let message): "\(channel) refuses the \(what): \(message)"
        case .transient(let reason), .unknownOutcome(let reason): "\(channel) could not be reached: \(reason)"
        case .unreadable(let reason): "What answers there does not speak \(channel): \(reason)"
        case .forbidden(let reason): reason
        }
    }
}
