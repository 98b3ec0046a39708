import Foundation
import Operations
import Synchronization
import Vault

/// What there is to say of keys, for people at a terminal.
enum VaultText {
    static func show(_ status: VaultStatus, _ out: Output) {
        out.line("Master keys come from \(status.source).")
        out.line()
        var masters = Table(
            [("MASTER KEY", .left), ("STATE", .left), ("SINCE", .left), ("AT HAND", .left), ("WRAPS", .left)],
            empty: "None is known yet: it is noted at the first start.")
        for master in status.masters {
            let wraps = master.wraps.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            masters.add([
                master.id, master.state, Words.time(master.since), master.isHeld ? "yes" : "no",
                wraps.isEmpty ? "nothing" : wraps.joined(separator: ", "),
            ])
        }
        out.table(masters)
        out.line()
        var workspaces = Table(
            [
                ("WORKSPACE", .left), ("KEY'S AGE", .right), ("SEALED", .right), ("UNDER ANOTHER", .right),
                ("STATE", .left),
            ], empty: "There is no workspace yet.")
        for one in status.workspaces {
            workspaces.add([
                one.name, Words.count(one.age, "day", "days"), String(one.sealed), String(one.underOther),
                one.trouble ?? (one.isChanging ? "being changed" : "fine"),
            ])
        }
        out.table(workspaces)
        for hint in status.hints { out.line(hint) }
    }

    static func show(_ done: MasterKeyChange, _ hub: Installation, isOnlyPrepared: Bool, _ out: Output) {
        if isOnlyPrepared {
            out.line(
                "The new master key \(done.current) stands in \(hub.masters.source?.shown ?? "the ring"), before the old."
            )
            out.line("Copy it to every machine of this installation, then run: entrepot vault rotate")
            return
        }
        out.line(
            "The master key is \(done.current) now; \(Words.count(done.changed, "key was", "keys were")) wrapped anew.")
        if !done.retired.isEmpty {
            out.line("Refused from now on: \(done.retired.joined(separator: ", ")).")
        }
        if let source = hub.masters.source, case .file(let path) = source {
            out.line("Make a backup of \(path), apart from the database's.")
        } else {
            out.line("Take the old key out of \(hub.masters.source?.shown ?? "the ring").")
        }
    }

    static func show(_ done: TenantKeyChange, _ out: Output) {
        out.line(
            "\(Words.count(done.workspaces, "workspace has", "workspaces have")) another key now; "
                + "\(Words.count(done.changed, "value was", "values were")) sealed anew, and the old keys are destroyed."
        )
    }
}

/// How far it is, on standard error: on one line where a person looks, else a line every ten seconds.
final class ProgressLine: Sendable {
    private let last = Mutex<ContinuousClock.Instant?>(nil)
    private let isPerson = isatty(STDERR_FILENO) == 1

    @Sendable func show(_ progress: KeyProgress) {
        let (now, gap) = (ContinuousClock.now, self.isPerson ? Duration.milliseconds(200) : .seconds(10))
        let isEarly = self.last.withLock { last in
            if let last, now - last < gap { return true }
            last = now
            return false
        }
        guard !isEarly else { return }
        let text = "\(progress.place): \(progress.seen) looked at, \(progress.changed) changed in all"
        Output.standardError(self.isPerson ? "\r\u{1B}[K\(text)" : text + "\n")
    }

    func end() {
        if self.isPerson, self.last.withLock({ $0 != nil }) { Output.standardError("\r\u{1B}[K") }
    }
}
