import Foundation
import Store
import StorePostgres

/// Makes PostgreSQL databases for tests: migrated once per process as a template, then copied.
actor PostgresBench {
    static let shared = PostgresBench()

    private var templates: [String: Task<String, any Error>] = [:]
    private var made = 0
    /// What an earlier run of tests left behind is dropped before the first database is made.
    private var cleared: Task<Void, any Error>?
    private var copying: Task<Void, any Error>?

    func makeDatabase(migrations: [Migration], globalTables: Set<String>) async throws -> String {
        guard let owner = Engine.ownerURL else { throw EngineMissing() }
        try await self.clear(owner)
        let template = try await self.template(migrations, globalTables, owner)
        let name = self.freshName()
        // A template can be copied by one at a time.
        let before = self.copying
        let copy = Task {
            _ = await before?.result
            try await OwnerSession.run("CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY file_copy", at: owner)
        }
        self.copying = copy
        try await copy.value
        return try PostgresStore.url(owner, database: name, role: "entrepot_app")
    }

    private func template(
        _ migrations: [Migration], _ globalTables: Set<String>, _ owner: String
    ) async throws -> String {
        let key = migrations.map { $0.checksum(for: .postgres) }.joined() + globalTables.sorted().joined(separator: ",")
        if let known = self.templates[key] { return try await known.value }
        let name = self.freshName()
        let making = Task {
            try await OwnerSession.run("CREATE DATABASE \(name)", at: owner)
            let url = try PostgresStore.url(owner, database: name)
            try await PostgresStore.migrate(ownerURL: url, migrations: migrations, globalTables: globalTables)
            return name
        }
        self.templates[key] = making
        return try await making.value
    }

    private func freshName() -> String {
        self.made += 1
        return "entrepot_test_\(ProcessInfo.processInfo.processIdentifier)_\(self.made)"
    }

    /// A process that has ended cannot tidy up: it may have been killed. The next one does, for processes that are gone.
    private func clear(_ owner: String) async throws {
        if let cleared { return try await cleared.value }
        let clearing = Task {
            let names = try await OwnerSession.strings(
                "SELECT datname::text FROM pg_database WHERE starts_with(datname, 'entrepot_test_')", at: owner)
            for name in names {
                guard let process = name.split(separator: "_").dropFirst(2).first.flatMap({ Int32($0) }) else {
                    continue
                }
                if kill(process, 0) == 0 && process != ProcessInfo.processInfo.processIdentifier { continue }
                // Another test process may be dropping the same one.
                try? await OwnerSession.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", at: owner)
            }
        }
        self.cleared = clearing
        try await clearing.value
    }
}
