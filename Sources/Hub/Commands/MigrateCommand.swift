import ArgumentParser
import Foundation
import Records
import StorePostgres
import StoreSQLite
import Vault

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database up to this program; on PostgreSQL make its roles too.",
        discussion: """
            SQLite is migrated by every command that opens it. PostgreSQL needs the owner once:
              entrepot migrate --owner-url postgres://owner@host/entrepot
            The password of the role that `serve` uses is set from ENTREPOT_APP_PASSWORD where that is given.
            """)

    @Option(
        name: .customLong(Setting.ownerURL.name),
        help: .init(Setting.ownerURL.help, valueName: "address"))
    var ownerURL: String?
    @Option(help: "The role that `serve` logs in as; made where it is missing.")
    var appRole = "entrepot_app"
    @OptionGroup var settings: SettingFlags

    func run() async throws {
        try await Failure.reporting {
            var flags = self.settings.given
            flags[Setting.ownerURL.name] = self.ownerURL
            let settings = try Settings(flags: flags)
            let applied = try await self.migrate(settings)
            Output().line(
                applied.isEmpty
                    ? "Nothing to do: the database is as this program knows it."
                    : "Applied \(applied.map(String.init).joined(separator: ", ")).")
        }
    }

    private func migrate(_ settings: Settings) async throws -> [Int] {
        if let owner = settings.ownerURL {
            let password = ProcessInfo.processInfo.environment["ENTREPOT_APP_PASSWORD"]
            return try await PostgresStore.migrate(
                ownerURL: owner.reveal(), migrations: Schema.migrations, globalTables: Schema.globalTables,
                appRole: self.appRole, appPassword: password.flatMap { $0.isEmpty ? nil : $0 })
        }
        guard case .sqlite(let path) = settings.database else { throw MigrateError.ownerMissing }
        try FileManager.default.createDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false),
            withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let store = try SQLiteStore(path: path)
        do {
            let applied = try await store.migrate(Schema.migrations)
            await store.close()
            return applied
        } catch {
            await store.close()
            throw error
        }
    }
}
