import Foundation
import Operations
import Synchronization
import Testing
import Vault
import Workbench

/// `entrepot vault rotate` as it is started, killed with SIGKILL again and again while another process reads and writes.
@Suite("Changes of keys that are killed: CrashTests", .serialized)
struct KeyChangeCrashTests {
    static let isTorture = ProcessInfo.processInfo.environment["ENTREPOT_TORTURE"] == "1"
    /// The bar is ten kills and 100,000 sealed values (ENTREPOT_TORTURE=1).
    static var kills: Int { Self.isTorture ? 10 : 4 }

    static var values: Int { Self.isTorture ? 100_000 : 2_000 }

    @Test(
        "kills lose no value, and no old key is accepted after",
        .enabled(if: Program.mayRun, "the program is not built: bin/build, or set ENTREPOT_PROGRAM"),
        arguments: Engine.available)
    func kill(engine: Engine) async throws {
        let vault = try await FullVault(engine, values: Self.values)
        let before = vault.hub.masters.keys
        let oldNames = try await vault.namesInUse()
        let load = LoadCount()
        let kills = try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    do { try await vault.useOne(load) } catch { if !Task.isCancelled { throw error } }
                }
                return nil
            }
            group.addTask {
                try await vault.rotate(killing: Self.kills, first: .milliseconds(Self.isTorture ? 600 : 60))
            }
            var kills = 0
            for try await result in group {
                guard let result else { continue }
                kills = result
                group.cancelAll()
            }
            return kills
        }
        #expect(kills == Self.kills)
        #expect(load.writes > 0)
        #expect(try await vault.openAll() == Self.values)
        #expect(try await vault.namesInUse().isDisjoint(with: oldNames))
        var late = vault.hub
        late.masters = MasterKeys(before)
        await #expect(throws: KeyTrouble.self) { try await CheckMasterKeys().run(late) }
        await vault.remove()
    }
}

/// What was done beside the change.
final class LoadCount: Sendable {
    private let counts = Mutex((reads: 0, writes: 0))

    var writes: Int { self.counts.withLock { $0.writes } }

    /// - Returns: How many reads there were, this one included.
    func read() -> Int {
        self.counts.withLock {
            $0.reads += 1
            return $0.reads
        }
    }

    func wrote() { self.counts.withLock { $0.writes += 1 } }
}
