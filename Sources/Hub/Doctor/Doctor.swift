import Foundation
import Jobs
import Operations
import Store
import Web

/// Looks at everything that must hold for the hub to do its work. One finding never keeps the next from being made.
struct Doctor {
    let settings: Settings
    /// Whether each shop is called once, to prove its key and compare its clock.
    var callsShops = true

    func findings() async -> [Finding] {
        let opened: Opened
        do { opened = try await Opened(self.settings) } catch {
            return [Self.problem("database", error)]
        }
        var findings = [Finding.fine("database", "\(self.settings.database.shown) answers and is migrated.")]
        findings.append(await Self.role(opened))
        findings.append(await Self.clock(opened.installation))
        findings += await Self.workspaces(opened.installation, callsShops: self.callsShops)
        findings += await Self.jobs(opened.installation)
        findings.append(Self.publicAddress(self.settings))
        findings += await Self.people(opened.installation)
        findings += await Self.keys(opened.installation)
        await opened.close()
        return findings
    }

    static func problem(_ what: String, _ error: any Error) -> Finding {
        let refusal = Refusal(error) ?? Refusal(unforeseen: error)
        return .problem(what, refusal.sentence, wayOut: refusal.wayOut)
    }

    private static func role(_ opened: Opened) async -> Finding {
        do {
            try await opened.checkRole()
            return .fine("role", "No workspace can see another's rows.")
        } catch {
            return Self.problem("role", error)
        }
    }

    /// PostgreSQL's clock decides about leases of all nodes; a machine far off from it is worth a look.
    private static func clock(_ hub: Installation) async -> Finding {
        do {
            let before = Date()
            let theirs: Int = try await hub.store.system { db in
                try db.query(
                    sqlite: "SELECT CAST(strftime('%s', 'now') AS INTEGER)",
                    postgres: "SELECT floor(extract(epoch FROM clock_timestamp()))::bigint")[0].get(0)
            }
            let off = abs(Double(theirs) - before.timeIntervalSince1970)
            guard off > 5 else { return .fine("clock", "This machine and the database agree about the time.") }
            return .problem(
                "clock", "This machine's clock is \(Int(off)) seconds off from the database's.",
                wayOut: "Let both follow one time server, such as with chrony or systemd-timesyncd.")
        } catch {
            return Self.problem("clock", error)
        }
    }

    private static func jobs(_ hub: Installation) async -> [Finding] {
        do {
            let (counts, parked) = try await hub.store.system { db in
                (try Jobs.counts(db, now: hub.now()), try Jobs.parked(db))
            }
            var findings: [Finding] = parked.map {
                .problem("job \($0.kind) \($0.key)", $0.reason.sentence, wayOut: $0.reason.wayOut)
            }
            for count in counts {
                let late = count.oldestDue.map { hub.now().timeIntervalSince($0) } ?? 0
                guard late > 60 else { continue }
                findings.append(
                    .notice(
                        "jobs", "Work has been due for \(Words.age(late) ?? "") and nobody does it.",
                        wayOut: "Start workers: entrepot serve, or entrepot work"))
            }
            return findings.isEmpty ? [.fine("jobs", "Nothing is parked and nothing waits for a worker.")] : findings
        } catch {
            return [Self.problem("jobs", error)]
        }
    }

    private static func publicAddress(_ settings: Settings) -> Finding {
        guard let address = settings.publicAddress else {
            return .notice(
                "webhooks", "No public address is set: orders are polled, once a minute.",
                wayOut: "Set public-address where shops can reach this installation.")
        }
        return .fine("webhooks", "Shops deliver to \(address.absoluteString).")
    }
}
