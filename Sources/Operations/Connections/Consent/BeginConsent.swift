import ConnectorKit
public import Foundation
import Records
import Store
import Vault

/// A consent that was asked for: the page the merchant opens, and how to watch what comes of it.
public struct AskedConsent: Sendable, Hashable, Encodable {
    public var id: String
    /// Holds the state: it is for the merchant alone.
    public var page: String
    /// Where the channel sends the merchant back to; it must be registered there letter by letter.
    public var redirect: String
    public var expiresAt: Date
}

/// Asks for a merchant's consent: for a new connection, or to renew one.
public struct BeginConsent: Sendable {
    public enum Aim: Sendable, Hashable {
        case new(channel: String, name: String, address: String)
        /// By name or id.
        case renewal(connection: String)
    }

    /// How long the answer is waited for.
    public static let patience: TimeInterval = 600

    public var aim: Aim
    /// Where the channel sends the merchant back to; `nil` for the hub's public address.
    public var redirect: URL?
    public var settings: ConnectionRecord.Settings

    public init(_ aim: Aim, redirect: URL? = nil, settings: ConnectionRecord.Settings = ConnectionRecord.Settings()) {
        self.aim = aim
        self.redirect = redirect
        self.settings = settings
    }

    /// - Throws: `ConsentError`, `OperationError.connectionExists`, `.unknownChannel`, `.unknownConnection`, `.invalid`,
    ///   `.connectionRefused` for an address that cannot be used at all.
    public func run(_ desk: Desk) async throws -> AskedConsent {
        let goal = try await self.goal(desk)
        guard let flow = goal.channel.oauth else {
            throw ConsentError.notByConsent(channel: goal.channel.manifest.displayName)
        }
        let app = try desk.hub.app(of: goal.channel)
        guard let redirect = self.redirect ?? desk.hub.callback(of: goal.channel.manifest.id) else {
            throw ConsentError.noPublicAddress
        }
        let proof = ConsentProof.generate()
        let page = try self.page(flow, app, goal, redirect: redirect, proof: proof, desk)
        let draft = self.record(goal, redirect: redirect, desk)
        let consent = try await desk.hub.store.system { db in
            var consent = draft
            consent.verifier = try SealedCredentials(db, desk).seal(verifier: proof.verifier, consent: consent.id)
            try ConsentRecords.forget(db, before: consent.createdAt.addingTimeInterval(-86_400))
            try ConsentRecords.insert(db, consent, stateDigest: proof.stateDigest)
            if desk.doer != .program {
                try AuditBook(hub: desk.hub).add(
                    db, .consentAsked, by: desk.doer, in: desk.tenant, on: DeedObject("consent", consent.id),
                    ["channel": consent.channel], trace: desk.trace)
            }
            return consent
        }
        return AskedConsent(
            id: consent.id.text, page: page.absoluteString, redirect: consent.redirect, expiresAt: consent.expiresAt)
    }

    private struct Goal {
        var channel: ChannelDescriptor
        var connection: UUID?
        var name: String
        var address: String
        var settings: ConnectionRecord.Settings
    }

    private func goal(_ desk: Desk) async throws -> Goal {
        switch self.aim {
        case .new(let channel, let name, let address):
            let checked = try Name.checked(name, field: "name")
            if try await desk.read({ try ConnectionRecords.find($0, name: checked) }) != nil {
                throw OperationError.connectionExists(checked)
            }
            return Goal(
                channel: try desk.hub.channel(channel), name: checked, address: address, settings: self.settings)
        case .renewal(let connection):
            let record = try await desk.read { try Find.connection($0, connection) }
            return Goal(
                channel: try desk.hub.channel(record.channel), connection: record.id, name: record.name,
                address: record.address, settings: record.settings)
        }
    }

    private func page(
        _ flow: any OAuthFlow, _ app: ChannelApp, _ goal: Goal, redirect: URL, proof: ConsentProof, _ desk: Desk
    ) throws -> URL {
        let place = OAuthPlace(
            app: app, address: goal.address, transport: desk.hub.transport, now: desk.hub.now)
        do throws(ConnectorError) {
            return try flow.consentPage(
                place, redirect: redirect, state: proof.state.reveal(), challenge: proof.challenge,
                scopes: goal.channel.manifest.scopes)
        } catch {
            throw OperationError.connectionRefused(
                Redaction.clean(error.refusal(of: goal.channel.manifest.displayName), secrets: [app.clientSecret]))
        }
    }

    /// Without the verifier: it is sealed in the transaction that stores it.
    private func record(_ goal: Goal, redirect: URL, _ desk: Desk) -> ConsentRecord {
        ConsentRecord(
            id: desk.hub.id(), tenant: desk.tenant, channel: goal.channel.manifest.id, connection: goal.connection,
            name: goal.name, address: goal.address, settings: goal.settings, redirect: redirect.absoluteString,
            verifier: [], createdAt: desk.now, expiresAt: desk.now.addingTimeInterval(Self.patience))
    }
}

/// What came of a consent so far.
public struct ConsentProgress: Sendable, Hashable, Encodable {
    public enum State: String, Sendable, Hashable, Encodable { case waiting, connected, refused, expired }

    public var id: String
    public var state: State
    /// The connection that was made or renewed.
    public var connection: ConnectionHealth?
    public var code: String?
    public var sentence: String?
    public var wayOut: String?
}

/// Looks what came of a consent.
public struct ShowConsent: Sendable {
    public var id: String

    public init(_ id: String) { self.id = id }

    /// - Throws: `ConsentError.unknownState` for an id that is none of this workspace's.
    public func run(_ desk: Desk) async throws -> ConsentProgress {
        let tenant = desk.tenant
        guard let id = UUID(uuidString: self.id),
            let consent = try await desk.hub.store.system({ try ConsentRecords.find($0, id: id, tenant: tenant) })
        else { throw ConsentError.unknownState }
        var progress = ConsentProgress(id: consent.id.text, state: .waiting)
        if let refusal = consent.refusal {
            progress.state = .refused
            (progress.code, progress.sentence, progress.wayOut) = (refusal.code, refusal.sentence, refusal.wayOut)
        } else if consent.finishedAt != nil, let connection = consent.connection {
            progress.state = .connected
            progress.connection = try await ShowConnection(connection.text).run(desk)
        } else if desk.now >= consent.expiresAt {
            let error = ConsentError.expired
            progress.state = .expired
            (progress.code, progress.sentence, progress.wayOut) = (error.code, error.sentence, error.wayOut)
        }
        return progress
    }
}
