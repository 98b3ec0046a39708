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
    static let channels: [ChannelDescriptor] = [WooCommerce.channel, Etsy.channel]

    /// Opens what the settings name. A SQLite file is made and migrated; PostgreSQL must have been.
    ///
    /// - Throws: `StoreError`, `MigrationError`, `SchemaError` where PostgreSQL is not migrated, `VaultError` for the
    ///   master key.
    init(
        _ settings: Settings, log: Logger? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws {
        let log = log ?? Logger(settings)
        let store = try await Self.store(settings)
        do {
            let isFresh = try await store.system { try TenantRecords.all($0).isEmpty }
            let master = try MasterKey.load(
                environment: environment, path: settings.masterKeyFile, whenMissing: isFresh ? .create : .refuse)
            let transport = HTTPTransport(
                HTTPTransportSettings(version: Program.version, contact: settings.contact))
            var installation = Installation(
                store: store, channels: Self.channels, master: master, transport: transport,
                apps: settings.apps.mapValues(\.app), publicAddress: settings.publicAddress, log: log)
            installation.people = try settings.people()
            self.init(installation, settings: settings, transport: transport)
        } catch {
            await store.close()
            throw error
        }
    }

    private init(_ installation: Installation, settings: Settings, transport: HTTPTransport) {
        self.installation = installation
        self.settings = settings
        self.transport = transport
    }

    func close() async {
        await self.transport.shutdown()
        await self.installation.store.close()
    }

    /// Opens, runs `body`, and closes whatever happens.
    static func with<Result: Sendable>(
        _ settings: Settings, log: Logger? = nil, _ body: (Opened) async throws -> Result
    ) async throws -> Result {
        let opened = try await Opened(settings, log: log)
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
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
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
