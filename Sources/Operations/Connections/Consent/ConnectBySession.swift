import ConnectorKit
import Foundation
import Records
import Store
import Vault

/// Connects a shop, or lets a connection in anew, by the token of a session inside of the channel's own pages: where the
/// merchant has installed our app and opened it there, nobody has to consent again.
///
/// Who asks proves the workspace, the token proves the shop. A token is taken once, whatever becomes of it.
public struct ConnectBySession: Sendable {
    public enum Aim: Sendable, Hashable {
        /// - Parameter address: `nil` for what the token says.
        case new(channel: String, name: String, address: String?)
        /// By name or id.
        case renewal(connection: String)
    }

    public var aim: Aim
    public var session: Secret
    public var settings: ConnectionRecord.Settings

    public init(
        _ aim: Aim, session: Secret, settings: ConnectionRecord.Settings = ConnectionRecord.Settings()
    ) {
        self.aim = aim
        self.session = session
        self.settings = settings
    }

    /// - Throws: `ConsentError`, `OperationError.connectionRefused`, `.connectionExists`, `.unknownChannel`,
    ///   `.unknownConnection`, `.invalid`.
    public func run(_ desk: Desk) async throws -> FinishedConsent {
        let (trade, renewed) = try await self.trade(desk)
        let session = try trade.open(desk.hub)
        var consent = trade.record(session, tenant: desk.tenant, desk.hub)
        switch self.aim {
        case .new(_, let name, let address):
            consent.name = try Name.checked(name, field: "name")
            consent.address = address ?? session.address
            consent.settings = self.settings
            if try await desk.read({ [name = consent.name] in try ConnectionRecords.find($0, name: name) }) != nil {
                throw OperationError.connectionExists(consent.name)
            }
        case .renewal:
            guard let renewed else { throw ConsentError.unknownState }
            (consent.name, consent.address, consent.settings) = (renewed.name, renewed.address, renewed.settings)
            consent.connection = renewed.id
        }
        let begun = desk.now
        let taken = consent
        try await trade.keep(taken, session, desk.hub)
        return try await taken.settle(desk.hub) {
            let tokens = try await trade.tokens(at: taken.address, desk.hub)
            return try await taken.open(tokens, channel: trade.channel, app: trade.app, begun: begun, desk)
        }
    }

    private func trade(_ desk: Desk) async throws -> (SessionTrade, ConnectionRecord?) {
        switch self.aim {
        case .new(let channel, _, _):
            return (try SessionTrade(channel, self.session, desk.hub), nil)
        case .renewal(let connection):
            let record = try await desk.read { try Find.connection($0, connection) }
            return (try SessionTrade(record.channel, self.session, desk.hub), record)
        }
    }
}

/// A session's token, what it is good for, and that it is used once.
struct SessionTrade {
    let channel: ChannelDescriptor
    let app: ChannelApp
    private let flow: any SessionGranting
    private let token: Secret

    /// - Throws: `OperationError.unknownChannel`, `ConsentError.notBySession`, `.appMissing`.
    init(_ channel: String, _ token: Secret, _ hub: Installation) throws {
        self.channel = try hub.channel(channel)
        guard let flow = self.channel.sessions else {
            throw ConsentError.notBySession(channel: self.channel.manifest.displayName)
        }
        self.app = try hub.app(of: self.channel)
        self.flow = flow
        self.token = token
    }

    /// - Throws: `ConsentError.sessionRefused`.
    func open(_ hub: Installation) throws -> ChannelSession {
        do throws(ConnectorError) {
            return try self.flow.open(self.token.reveal(), of: self.app, now: hub.now())
        } catch {
            throw ConsentError.sessionRefused(Redaction.clean(error.sentence, secrets: self.secrets))
        }
    }

    func tokens(at address: String, _ hub: Installation) async throws -> OAuthTokens {
        let place = OAuthPlace(app: self.app, address: address, transport: hub.transport, now: hub.now)
        do throws(ConnectorError) {
            return try await self.flow.exchange(place, session: self.token.reveal())
        } catch {
            let reason = error.consentRefusal(of: self.channel.manifest.displayName, what: "session")
            throw ConsentError.sessionRefused(Redaction.clean(reason, secrets: self.secrets))
        }
    }

    /// A consent that was given as it was asked for.
    func record(_ session: ChannelSession, tenant: UUID, _ hub: Installation) -> ConsentRecord {
        ConsentRecord(
            id: hub.id(), tenant: tenant, channel: self.channel.manifest.id, connection: nil, name: "",
            address: session.address, settings: ConnectionRecord.Settings(), redirect: "", verifier: [],
            createdAt: hub.now(), expiresAt: max(hub.now(), session.expiresAt))
    }

    /// Stores that the token was used. It is kept for a day; the token itself is good for a minute.
    ///
    /// - Throws: `ConsentError.sessionUsed` where it was before.
    func keep(_ consent: ConsentRecord, _ session: ChannelSession, _ hub: Installation) async throws {
        let (draft, digest) = (consent, self.digest(session))
        do {
            try await hub.store.system { db in
                var consent = draft
                // There is no verifier in this grant; every consent has one, sealed.
                consent.verifier = try SealedCredentials(db, Desk(hub, tenant: consent.tenant)).seal(
                    verifier: ConsentProof.generate().verifier, consent: consent.id)
                try ConsentRecords.forget(db, before: consent.createdAt.addingTimeInterval(-86_400))
                try ConsentRecords.insert(db, consent, stateDigest: digest)
                _ = try ConsentRecords.take(db, consent.id, at: consent.createdAt)
            }
        } catch let error as StoreError where error.kind == .duplicate {
            throw ConsentError.sessionUsed
        }
    }

    /// What became of it before; `nil` for one that was never used.
    func used(_ session: ChannelSession, _ hub: Installation) async throws -> ConsentRecord? {
        let digest = self.digest(session)
        return try await hub.store.system { try ConsentRecords.find($0, stateDigest: digest) }
    }

    private func digest(_ session: ChannelSession) -> [UInt8] {
        ConsentProof.digest(ofState: "session \(self.channel.manifest.id) \(session.signed)")
    }

    private var secrets: [String] { [self.token.reveal(), self.app.clientSecret] }
}
