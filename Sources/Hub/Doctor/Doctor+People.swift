import Operations
import Records
import Store

/// Who can sign in, and whether mail reaches them.
extension Doctor {
    static func people(_ hub: Installation) async -> [Finding] {
        do {
            var findings: [Finding] = []
            if try await !HasMembers().run(hub) {
                findings.append(
                    .notice(
                        "members", "Nobody has an account: the pages are closed to everybody.",
                        wayOut: "entrepot member setup"))
            }
            let letters = try await hub.store.system { try LetterRecords.counts($0) }
            switch (hub.people.mailer == nil, letters.givenUp) {
            case (true, _):
                findings.append(
                    .notice(
                        "mail", "No mail is sent: links are shown to whoever makes them.",
                        wayOut: "Set mail and mail-from, see docs/settings.md."))
            case (false, 0): findings.append(.fine("mail", "\(letters.waiting) letters wait, none was given up."))
            case (false, let lost):
                findings.append(
                    .problem(
                        "mail", "\(lost) letters of the last two days could not be delivered.",
                        wayOut:
                            "The log says why (mail did not go out). Correct the setting or the address, then invite again."
                    ))
            }
            return findings
        } catch {
            return [Self.problem("members", error)]
        }
    }

    /// Keys that should be others by now, and workspaces that stand still.
    static func keys(_ hub: Installation) async -> [Finding] {
        do {
            let hints = try await ShowVault().run(hub).hints
            var findings: [Finding] = hints.map { hint in
                let parts = hint.split(separator: ": ", maxSplits: 1).map(String.init)
                return .notice("keys", parts[0] + ".", wayOut: parts.count > 1 ? parts[1] : "entrepot vault status")
            }
            if findings.isEmpty { findings.append(.fine("keys", "Each is less than a year old and where it belongs.")) }
            for workspace in try await ListWorkspaces().run(hub) {
                guard let suspended = workspace.suspended else { continue }
                let appeal = suspended.appeal.map { " Its people object: \($0)" } ?? ""
                findings.append(
                    .notice(
                        "workspace \(workspace.name)", "It is suspended: \(suspended.reason)\(appeal)",
                        wayOut: "entrepot workspace resume \"\(workspace.name)\""))
            }
            return findings
        } catch {
            return [Self.problem("keys", error)]
        }
    }
}
