import Commerce
public import ConnectorKit
public import Foundation
public import Jobs
public import Logging
public import Store
public import Vault
public import Wire

/// Everything an operation needs from outside: where rows live, which channels there are, what time it is.
public struct Installation: Sendable {
    public var store: any Store
    public var channels: [ChannelDescriptor]
    public var masters: MasterKeys
    public var transport: any Transport
    /// This installation's own registration at channels that want one, by the channel's id.
    public var apps: [String: ChannelApp]
    /// Where channels reach our webhooks, `https://hub.example.org`; `nil` when nothing is reachable and polls must do.
    public var publicAddress: URL?
    public var now: @Sendable () -> Date
    /// Where ids, traces and jitter come from: 64 random bits a call. Secrets do not; they come from the system alone.
    public var random: @Sendable () -> UInt64
    public var log: Logger
    /// Waits this many seconds, where somebody in front of a screen is kept waiting.
    public var pause: @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    /// What credentials are sealed with from now on; each opens what the other sealed.
    public var cipher = CredentialCipher.aes256GCM
    /// Tokens that were opened a moment ago; `nil` asks the database each time.
    public var tokenCache: (any TokenCache)?
    /// Seconds that tokens stay there at most.
    public var tokenCacheLife = 300
    /// Redis, where one is set: shared by cache and limits.
    public var redis: RedisClient?
    /// How people are let in.
    public var people = PeopleRules.standard
    let keyring = Keyring()
    /// What connectors remember from visit to visit.
    let notebook = ChannelNotebook()
    /// What front ends saw since it was last written down.
    let watch = SecurityWatch()

    public init(
        store: any Store, channels: [ChannelDescriptor], masters: MasterKeys, transport: any Transport,
        apps: [String: ChannelApp] = [:], publicAddress: URL? = nil, now: @escaping @Sendable () -> Date = { Date() },
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }, log: Logger
    ) {
        self.store = store
        self.channels = channels
        self.masters = masters
        self.transport = transport
        self.apps = apps
        self.publicAddress = publicAddress
        self.now = now
        self.random = random
        self.log = log
    }

    /// With one master key that never changes.
    public init(
        store: any Store, channels: [ChannelDescriptor], master: MasterKey, transport: any Transport,
        apps: [String: ChannelApp] = [:], publicAddress: URL? = nil, now: @escaping @Sendable () -> Date = { Date() },
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }, log: Logger
    ) {
        self.init(
            store: store, channels: channels, masters: MasterKeys(master), transport: transport, apps: apps,
            publicAddress: publicAddress, now: now, random: random, log: log)
    }

    /// Where processes share what came in.
    public var inboundBoard: any InboundBoard {
        self.redis.map { RedisBoard($0, else: DatabaseBoard(self.store)) } ?? DatabaseBoard(self.store)
    }

    /// A new id that sorts by time.
    public func id() -> UUID {
        let (one, other) = (self.random(), self.random())
        let random = withUnsafeBytes(of: one) { Array($0) } + withUnsafeBytes(of: other) { Array($0.prefix(2)) }
        return .v7(at: self.now(), random: random)
    }

    /// A new chain of cause and effect.
    public func trace() -> Trace {
        var source = InstallationRandom(source: self.random)
        return Trace.new(using: &source)
    }

    public func channel(_ id: String) throws(OperationError) -> ChannelDescriptor {
        guard let channel = self.channels.first(where: { $0.manifest.id == id }) else {
            throw .unknownChannel(id, known: self.channels.map(\.manifest.id))
        }
        return channel
    }

    /// - Throws: `ConsentError.appMissing` where this installation is not registered at the channel.
    func app(of channel: ChannelDescriptor) throws(ConsentError) -> ChannelApp {
        guard let app = self.apps[channel.manifest.id] else { throw .appMissing(channel: channel.manifest.displayName) }
        return app
    }

    /// Under which registration a channel counts our calls: two of one installation, one after the other, do not share a
    /// count. An app's client id is public; where the merchant's own key is used there is no app.
    func registration(_ channel: String) -> String { self.apps[channel]?.clientID ?? "own" }

    /// Where a channel's consent page sends the merchant back to; `nil` where the hub has no public address.
    public func callback(of channel: String) -> URL? {
        self.publicAddress?.appending(path: "oauth/callback").appending(path: channel)
    }
}

/// An installation's random bits, where the standard library asks for a generator.
struct InstallationRandom: RandomNumberGenerator {
    let source: @Sendable () -> UInt64
    func next() -> UInt64 { self.source() }
}

/// Whose rows an operation works on, and on behalf of what.
public struct Desk: Sendable {
    public var hub: Installation
    public var tenant: UUID
    /// Runs from the first event to the last call, and stands in every log line and event.
    public var trace: String
    /// What a worker holds while it works; its writes are refused once the lease is another's. `nil` for people.
    public var lease: Lease?
    /// Who asks, for the audit log.
    public var doer: Doer

    /// - Parameter doer: `nil` for Entrepot itself where there is a lease, else for whoever runs the program.
    public init(_ hub: Installation, tenant: UUID, trace: String? = nil, lease: Lease? = nil, doer: Doer? = nil) {
        self.hub = hub
        self.tenant = tenant
        self.trace = trace ?? hub.trace().id
        self.lease = lease
        self.doer = doer ?? (lease == nil ? .machine : .program)
    }

    /// The same on behalf of somebody else.
    public func by(_ doer: Doer) -> Desk {
        var desk = self
        desk.doer = doer
        return desk
    }

    public var now: Date { self.hub.now() }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.hub.store.read(as: self.tenant, body)
    }

    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.hub.store.write(as: self.tenant, body)
    }
}
