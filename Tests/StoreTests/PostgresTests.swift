import Foundation
import Store
import StorePostgres
import Synchronization
import Testing
import Workbench

extension Engine {
    /// For what only a server has.
    static var server: [Engine] { Engine.available.filter { $0 == .postgres } }
}

@Suite("PostgreSQL")
struct PostgresTests {
    private func database(_ engine: Engine) async throws -> String {
        try await engine.makeDatabase(migrations: Fixture.migrations, globalTables: Fixture.globalTables)
    }

    private func backend(_ db: any SQLConnection) throws -> Int { try db.query("SELECT pg_backend_pid()")[0].get(0) }

    @Test("a statement ends at its time limit, and the connection is good for the next", arguments: Engine.server)
    func timeout(engine: Engine) async throws {
        let store = try PostgresStore(
            url: await self.database(engine), poolSize: 1, statementTimeout: .milliseconds(50))
        let error = await #expect(throws: StoreError.self) {
            try await store.system { try $0.query("SELECT pg_sleep(20)") }
        }
        #expect(error?.kind == .timeout)
        try await store.system { try $0.query("SELECT 1") }
        await store.close()
    }

    @Test("cancelling the task stops the statement", arguments: Engine.server)
    func cancel(engine: Engine) async throws {
        let store = try PostgresStore(url: await self.database(engine), poolSize: 2)
        let begun = Gate()
        let task = Task {
            try await store.system { db in
                try db.query("SELECT 1")
                begun.open()
                // Shorter than the store's time limit: only the cancellation can end it with an error.
                try db.query("SELECT pg_sleep(20)")
            }
        }
        await begun.passed()
        task.cancel()
        let error = await #expect(throws: StoreError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        try await store.system { try $0.query("SELECT 1") }
        await store.close()
    }

    @Test("who waits first is served first", arguments: Engine.server)
    func fair(engine: Engine) async throws {
        let store = try PostgresStore(url: await self.database(engine), poolSize: 1)
        let (begun, go) = (Gate(), Gate())
        let order = Record<Int>()
        let holder = Task {
            try await store.system { db in
                begun.open()
                go.wait()
            }
        }
        await begun.passed()
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<10 {
            tasks.append(Task { try await store.system { _ in order.add(number) } })
            try await eventually { store.waiting == number + 1 }
        }
        go.open()
        try await holder.value
        for task in tasks { try await task.value }
        #expect(order.all == Array(0..<10))
        await store.close()
    }

    @Test("who waits too long, or behind too many, is turned away", arguments: Engine.server)
    func full(engine: Engine) async throws {
        let store = try PostgresStore(
            url: await self.database(engine), poolSize: 1, acquireTimeout: .milliseconds(300), maxWaiters: 1)
        let (begun, go) = (Gate(), Gate())
        let holder = Task {
            try await store.system { db in
                begun.open()
                go.wait()
            }
        }
        await begun.passed()
        let waiter = Task { try await store.system { _ in } }
        try await eventually { store.waiting == 1 }
        let turnedAway = await #expect(throws: StoreError.self) { try await store.system { _ in } }
        #expect(turnedAway?.code == "too many wait for a connection")
        let late = await #expect(throws: StoreError.self) { try await waiter.value }
        #expect(late?.code == "no connection was free in time")
        go.open()
        try await holder.value
        await store.close()
    }

    @Test("a cancelled waiter leaves the queue", arguments: Engine.server)
    func cancelledWaiter(engine: Engine) async throws {
        let store = try PostgresStore(url: await self.database(engine), poolSize: 1)
        let (begun, go) = (Gate(), Gate())
        let holder = Task {
            try await store.system { db in
                begun.open()
                go.wait()
            }
        }
        await begun.passed()
        let waiter = Task { try await store.system { _ in } }
        try await eventually { store.waiting == 1 }
        waiter.cancel()
        let error = await #expect(throws: StoreError.self) { try await waiter.value }
        #expect(error?.kind == .cancelled)
        #expect(store.waiting == 0)
        go.open()
        try await holder.value
        try await store.system { _ in }
        await store.close()
    }

    @Test("a lost connection is replaced, and the transaction on it run again", arguments: Engine.server)
    func reconnect(engine: Engine) async throws {
        let store = try PostgresStore(url: await self.database(engine), poolSize: 1)
        let first = try await store.system { try self.backend($0) }
        try await OwnerSession.run("SELECT pg_terminate_backend(\(first), 5000)")
        let second = try await store.system { try self.backend($0) }
        #expect(second != first)

        // In the middle of a transaction: nothing of the first try stays.
        let (begun, go) = (Gate(), Gate())
        let victim = Mutex(0)
        let task = Task {
            try await store.system { db in
                try db.execute("INSERT INTO note (name) VALUES ('once')")
                let backend = try self.backend(db)
                victim.withLock { $0 = backend }
                begun.open()
                go.wait()
                try db.execute("UPDATE note SET count = count + 1 WHERE name = 'once'")
            }
        }
        await begun.passed()
        try await OwnerSession.run("SELECT pg_terminate_backend(\(victim.withLock { $0 }), 5000)")
        go.open()
        try await task.value
        #expect(
            try await store.system {
                try $0.query("SELECT count FROM note WHERE name = 'once'")[0].get(0, as: Int.self)
            } == 1)
        await store.close()
    }

    @Test("a commit whose answer is lost is neither repeated nor called a success", arguments: Engine.server)
    func unanswered(engine: Engine) async throws {
        let url = try await self.database(engine)
        let owner = try OwnerSession.url(like: url)
        // The commit itself ends the session: a deferred trigger runs inside of it.
        try await OwnerSession.run(
            """
            CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
                'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER hang AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION hang()
            """, at: owner)
        let store = try PostgresStore(url: url, poolSize: 1)
        let runs = Mutex(0)
        let error = await #expect(throws: StoreError.self) {
            try await store.system { db in
                runs.withLock { $0 += 1 }
                try db.execute("INSERT INTO note (name) VALUES ('x')")
            }
        }
        #expect(error == StoreError(.unavailable, code: "commit unanswered"))
        #expect(runs.withLock { $0 } == 1)
        await store.close()
    }

    @Test("listens again after its connection was lost", arguments: Engine.server)
    func hints(engine: Engine) async throws {
        let store = try PostgresStore(url: await self.database(engine), poolSize: 2)
        var woken = store.hints(on: "c").makeAsyncIterator()
        _ = await woken.next()
        let listeners = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query = 'LISTEN \"c\"'"
        try await OwnerSession.run(listeners)
        _ = await woken.next()  // everybody is woken once it listens again
        try await store.system { try $0.hint("c") }
        #expect(await woken.next() != nil)
        await store.close()
    }

    @Test(
        "an error shows no password",
        arguments: [
            "postgres://user:s3cret@127.0.0.1:1/db", "postgres://user:s3cret@x@127.0.0.1:1/db",
            "postgres://user:s3cret@127.0.0.1:port/db", "postgres://user:s3cret/127.0.0.1",
            "host=127.0.0.1 password=s3cret port=1",
        ])
    func password(url: String) async throws {
        let retry = RetryPolicy(attempts: 1, backoff: Backoff(base: .milliseconds(1), cap: .milliseconds(1)))
        let error = await #expect(throws: StoreError.self) {
            let store = try PostgresStore(url: url, reconnect: retry)
            try await store.system { _ in }
        }
        #expect(error.map { "\($0) \(String(reflecting: $0))".contains("s3cret") } == false)
    }

    @Test("more statements than a connection keeps are prepared and forgotten", arguments: Engine.server)
    func statements(engine: Engine) async throws {
        let store = try PostgresStore(url: await self.database(engine), poolSize: 1)
        for number in 0..<600 {
            let values = (0...(number % 300)).map { $0 }
            let count = try await store.system { try $0.query("SELECT 1 WHERE \(number) IN (\(list: values))").count }
            #expect(count == (number <= number % 300 ? 1 : 0))
        }
        let kept = try await store.system {
            try $0.query("SELECT count(*) FROM pg_prepared_statements")[0].get(0, as: Int.self)
        }
        #expect(kept <= 260)
        await store.close()
    }

    @Test("a table changed under a prepared statement costs one retry, not an error", arguments: Engine.server)
    func changedPlan(engine: Engine) async throws {
        let url = try await self.database(engine)
        let store = try PostgresStore(url: url, poolSize: 1)
        try await store.system { try $0.query("SELECT * FROM note") }
        try await OwnerSession.run("ALTER TABLE note ADD COLUMN more text", at: OwnerSession.url(like: url))
        try await store.system { try $0.query("SELECT * FROM note") }
        await store.close()
    }

    @Test("serves only as a role that row-level security binds", arguments: Engine.server)
    func roles(engine: Engine) async throws {
        let url = try await self.database(engine)
        let app = try PostgresStore(url: url)
        try await app.checkRole()
        await app.close()
        let owner = try PostgresStore(url: OwnerSession.url(like: url))
        let error = await #expect(throws: RoleError.self) { try await owner.checkRole() }
        #expect(error?.reason == .superuser)
        await owner.close()
    }

    /// What would let the role that serves turn the wall off, or reach over it, and what is said of it.
    static let ways: [(statement: String, undo: String, reason: RoleError.Reason)] = [
        ("ALTER ROLE $ SUPERUSER", "ALTER ROLE $ NOSUPERUSER", .superuser),
        ("ALTER ROLE $ BYPASSRLS", "ALTER ROLE $ NOBYPASSRLS", .bypassesRowSecurity),
        ("ALTER ROLE $ CREATEROLE", "ALTER ROLE $ NOCREATEROLE", .makesRoles),
        ("GRANT postgres TO $", "REVOKE postgres FROM $", .superuser),
        ("ALTER TABLE thing OWNER TO $", "SELECT 1", .ownsTables),
        ("ALTER TABLE thing NO FORCE ROW LEVEL SECURITY", "SELECT 1", .wallDown),
        ("ALTER TABLE thing DISABLE ROW LEVEL SECURITY", "SELECT 1", .wallDown),
    ]

    @Test(
        "refuses to serve as a role that could turn the wall off, each way", arguments: Engine.server, Self.ways.indices
    )
    func refused(engine: Engine, index: Int) async throws {
        let way = Self.ways[index]
        let url = try await self.database(engine)
        let owner = try OwnerSession.url(like: url)
        // Roles are the whole server's: this one is for this test alone.
        let role = "entrepot_way_\(ProcessInfo.processInfo.processIdentifier)_\(index)"
        try await OwnerSession.run("DROP ROLE IF EXISTS \(role)", at: owner)
        try await OwnerSession.run("CREATE ROLE \(role) LOGIN NOINHERIT", at: owner)
        var parts = try #require(URLComponents(string: url))
        parts.user = role
        let store = try PostgresStore(url: try #require(parts.string))
        try await store.checkRole()
        try await OwnerSession.run(way.statement.replacing("$", with: role), at: owner)
        let error = await #expect(throws: RoleError.self, "\(way.statement)") { try await store.checkRole() }
        #expect(error?.reason == way.reason)
        await store.close()
        try await OwnerSession.run(way.undo.replacing("$", with: role), at: owner)
        try await OwnerSession.run("REASSIGN OWNED BY \(role) TO postgres", at: owner)
        try await OwnerSession.run("DROP OWNED BY \(role)", at: owner)
        try await OwnerSession.run("DROP ROLE \(role)", at: owner)
    }

    @Test("every tenant's table is guarded against its owner too, and odd tables are refused", arguments: Engine.server)
    func guarded(engine: Engine) async throws {
        let url = try await self.database(engine)
        let store = try PostgresStore(url: url)
        let guarded = try await store.system { db in
            try db.query(
                "SELECT relname::text FROM pg_class WHERE relrowsecurity AND relforcerowsecurity ORDER BY 1"
            ).map { try $0.get(0, as: String.self) }
        }
        #expect(guarded == ["part", "thing"])
        await store.close()
        let owner = try OwnerSession.url(like: url)
        await #expect(throws: MigrationError.unplaced(table: "note")) {
            try await PostgresStore.migrate(ownerURL: owner, migrations: Fixture.migrations, globalTables: [])
        }
    }

    @Test("a session's tenant ends with its transaction", arguments: Engine.server)
    func leftover(engine: Engine) async throws {
        let store = try PostgresStore(url: await self.database(engine), poolSize: 1)
        try await store.write(as: red) { try $0.addThing(UUID()) }
        let setting = try await store.system { db in
            try db.query("SELECT coalesce(current_setting('entrepot.tenant', true), '')")[0].get(0, as: String.self)
        }
        #expect(setting == "")
        await store.close()
    }
}
