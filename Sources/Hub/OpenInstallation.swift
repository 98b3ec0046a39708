import Commerce
import ConnectorKit
import Connectors
import Foundation
import Logging
import Operations
import Records
import Store
import StorePostgres
import StoreSQLite
import Vault
import Web
import Wire

/// An installation that is open: its store, its way out to the shops, its keys. Close it at the end.
struct Opened: Sendable {
    let installation: Installation
    let settings: Settings
    private let transport: HTTPTransport

    /// The channels this program is built with.
    static func channels(_ settings: Settings) -> [ChannelDescriptor] {
        [
            WooCommerce.channel, Etsy.channel, Shopify.channel(version: settings.shopifyVersion), Amazon.channel,
            Ebay.channel(batch: settings.ebayBatch),
        ]
    }

    /// Opens what the settings name. A SQLite file is made and migrated; PostgreSQL must have been.
    ///
    /// - Parameter checksKeys: Whether keys that do not fit the database are an error.
    /// - Throws: `StoreError`, `MigrationError`, `SchemaError` where PostgreSQL is not migrated, `VaultError` and
    ///   `KeyTrouble` for the master key.
    init(
        _ settings: Settings, log: Logger? = nil, checksKeys: Bool = true,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws {
        let log = log ?? Logger(settings)
        let store = try await Self.store(settings)
        do {
            let masters = try await Self.masters(settings, store, environment)
            let transport = HTTPTransport(
                HTTPTransportSettings(version: Program.version, contact: settings.contact))
            do {
                self.init(
                    try await Self.installation(settings, store, masters, transport, log, checksKeys: checksKeys),
                    settings: settings, transport: transport)
            } catch {
                await transport.shutdown()
                throw error
            }
        } catch {
            await store.close()
            throw error
        }
    }

    private static func installation(
        _ settings: Settings, _ store: any Store, _ masters: MasterKeys, _ transport: HTTPTransport, _ log: Logger,
        checksKeys: Bool
    ) async throws -> Installation {
        var installation = Installation(
            store: store, channels: Self.channels(settings), masters: masters, transport: transport,
            apps: settings.apps.mapValues(\.app), publicAddress: settings.publicAddress, log: log)
        installation.people = try settings.people()
        installation.cipher = settings.credentialCipher
        installation.redis = settings.redis?.client
        installation.tokenCacheLife = settings.tokenCacheLife
        if settings.tokenCacheLife > 0 {
            installation.tokenCache = installation.redis.map { RedisTokenCache($0) } ?? MemoryTokenCache()
        }
        if checksKeys { try await CheckMasterKeys().run(installation) }
        return installation
    }

    /// A key file is made where nothing was ever sealed.
    private static func masters(
        _ settings: Settings, _ store: any Store, _ environment: [String: String]
    ) async throws -> MasterKeys {
        let source = try settings.masterKeySource(environment)
        let (isFresh, known) = try await store.system { db in
            let known = try MasterKeyRecords.all(db)
            return (try known.isEmpty && TenantRecords.all(db).isEmpty, known)
        }
        let keys: KeyRing<MasterKey>
        do { keys = try KeyRing<MasterKey>.load(from: source, whenMissing: isFresh ? .create : .refuse) } catch {
            guard case .masterKeyMissing(let path) = error, let current = known.first(where: { $0.state == .current })
            else { throw error }
            throw KeyTrouble.missing(current.id, held: ["none: there is no file \(path)"])
        }
        return MasterKeys(keys, source: source)
    }

    private init(_ installation: Installation, settings: Settings, transport: HTTPTransport) {
        self.installation = installation
        self.settings = settings
        self.transport = transport
    }

    func close() async {
        await self.transport.shutdown()
        await self.installation.redis?.close()
        await self.installation.store.close()
    }

    /// Opens, runs `body`, and closes whatever happens.
    static func with<Result: Sendable>(
        _ settings: Settings, log: Logger? = nil, checksKeys: Bool = true, _ body: (Opened) async throws -> Result
    ) async throws -> Result {
        let opened = try await Opened(settings, log: log, checksKeys: checksKeys)
        do {
            let result = try await body(opened)
            await opened.close()
            return result
        } catch {
            await opened.close()
            throw error
        }
    }

    private static func store(_ settings: Settings) async throws -> any Store {
        switch settings.database {
        case .sqlite(let path):
            let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
            if path != ":memory:" {
                do {
                    try FileManager.default.createDirectory(
                        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                } catch { throw FolderUnusable(path: folder) }
            }
            let store = try SQLiteStore(path: path, readers: settings.poolSize)
            try await store.migrate(Schema.migrations)
            return store
        case .postgres(let url):
            let store = try PostgresStore(url: url.reveal(), poolSize: settings.poolSize)
            do { try await SchemaCheck.pass(store) } catch {
                await store.close()
                throw error
            }
            return store
        }
    }
}

/// Where the database file shall lie no folder can be made.
struct FolderUnusable: Error, Sendable, Hashable, Explained {
    let path: String

    var code: String { "database.folder" }
    var sentence: String { "The folder \(self.path) for the database cannot be made." }
    var wayOut: String { "See who owns the folder above it, or name another place with --home or --database." }
}
