import Foundation
import Testing

@testable import Vault

@Suite("A command that gives the master key")
struct MasterKeyCommandTests {
    static let key = Fixed.masterKey.text.reveal()

    /// A command that runs `script`, as an operator's own would: a program and its arguments.
    static func command(
        _ script: String, environment: [String: String] = ["PATH": "/usr/bin:/bin"], limit: TimeInterval = 60
    ) throws -> MasterKeyCommand {
        let words = try JSONEncoder().encode(["/bin/sh", "-c", script, "sh", "hunter2"])
        return try MasterKeyCommand(
            text: String(decoding: words, as: UTF8.self), environment: environment, limit: limit)
    }

    @Test("is asked, and its keys are the ring")
    func ring() throws {
        let command = try Self.command("echo \(Self.key); echo \(Fixed.otherMasterKey.text.reveal())")
        let ring = try KeyRing.load(from: .command(command), whenMissing: .refuse)
        #expect(ring.current.id == Fixed.masterKey.id)
        #expect(ring.earlier.map(\.id) == [Fixed.otherMasterKey.id])
    }

    @Test("goes before the variable and the file")
    func order() throws {
        let found = try MasterKeySource.find(
            environment: [MasterKeyCommand.variable: "/bin/true", MasterKey.variable: Self.key], path: "/nowhere")
        guard case .command(let command) = found else {
            Issue.record("\(MasterKeyCommand.variable) was not looked at")
            return
        }
        #expect(command.program == "/bin/true")
        #expect(command.arguments.isEmpty)
    }

    @Test("runs without a shell: nothing in it is interpreted", arguments: ["$(id)", "; id", "| id", "> /tmp/x", "*"])
    func noShell(argument: String) throws {
        let words = String(decoding: try JSONEncoder().encode(["/bin/echo", argument]), as: UTF8.self)
        #expect(try MasterKeyCommand(text: words, environment: [:]).run().reveal() == argument + "\n")
        #expect(throws: VaultError.masterKeyCommand(program: "/bin/echo \(argument)", .notStarted(code: ENOENT))) {
            try MasterKeyCommand(text: "/bin/echo \(argument)", environment: [:]).run()
        }
    }

    @Test(
        "is an absolute path, alone or the first of a JSON array",
        arguments: [
            "", "aws kms decrypt", "[]", "[\"aws\"]", "[1]", "[\"/bin/echo\"", "./key", "[\"/bin/echo\",\"a\\u0000b\"]",
        ])
    func malformed(text: String) {
        #expect(throws: VaultError.masterKeyCommand(program: MasterKeyCommand.variable, .malformed)) {
            try MasterKeyCommand(text: text, environment: [:])
        }
    }

    @Test("gets our environment without Entrepot's own secrets")
    func environment() throws {
        let command = try Self.command(
            "echo \"$AWS_PROFILE/$ENTREPOT_SECRET/$ENTREPOT_MASTER_KEY\"",
            environment: ["AWS_PROFILE": "hub", "ENTREPOT_SECRET": "a", "ENTREPOT_MASTER_KEY": "b"])
        #expect(try command.run().reveal() == "hub//\n")
    }

    @Test("reads nothing and waits for nobody to type")
    func noInput() throws {
        #expect(try Self.command("cat; echo end").run().reveal() == "end\n")
    }

    @Test("has no file of ours open")
    func noFiles() throws {
        let file = open("/dev/zero", O_RDONLY)
        defer { close(file) }
        #expect(try Self.command("[ -e /dev/fd/\(file) ] && echo open || echo closed").run().reveal() == "closed\n")
    }

    @Test(
        "that fails says how, and nothing of what it printed or was given",
        arguments: [
            ("echo hunter2; echo hunter2 >&2; exit 3", ChildFailure.failed(status: 3)),
            ("kill -9 $$", .failed(status: 137)),
            ("yes hunter2", .saidTooMuch), ("head -c 1025 /dev/zero", .saidTooMuch),
        ])
    func failures(script: String, failure: ChildFailure) throws {
        let command = try Self.command(script)
        let error = #expect(throws: VaultError.masterKeyCommand(program: "/bin/sh", failure)) { try command.run() }
        #expect(error?.description.contains("hunter2") == false)
        #expect(error?.description.contains("Run it by hand") == true)
        #expect("\(command)" == "command /bin/sh")
    }

    @Test("that prints no key is refused by the variable's name, and what it printed is not repeated")
    func noKey() throws {
        let command = try Self.command("echo hunter2")
        let error = #expect(throws: VaultError.masterKeyMalformed(source: MasterKeyCommand.variable)) {
            try KeyRing.load(from: .command(command), whenMissing: .create)
        }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(
        "that never ends is stopped, with all that it started",
        arguments: [
            "exec sleep 600", "sleep 600 & sleep 600", "exec 1>&-; sleep 600", "trap '' TERM INT HUP; sleep 600",
        ])
    func stopped(script: String) throws {
        let pids = NSTemporaryDirectory() + "entrepot-child-\(UUID().uuidString)"
        let command = try Self.command("echo $$ > \(pids); \(script)", limit: 0.5)
        #expect(throws: VaultError.masterKeyCommand(program: "/bin/sh", .tookTooLong)) { try command.run() }
        let text = (try? String(contentsOfFile: pids, encoding: .utf8)) ?? ""
        // Under load it may have been stopped before it had written down who it is.
        guard let group = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) else { return }
        #expect(Self.hasEnded(group: group))
    }

    @Test("that leaves something running in its group gives its key, and what it left is stopped")
    func leftBehind() throws {
        let command = try Self.command("sleep 600 >/dev/null & echo $$")
        let text = try command.run().reveal()
        let group = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(Self.hasEnded(group: group))
    }

    @Test("that is no program does not start", arguments: ["/nowhere/key", "/tmp", "/etc/passwd"])
    func notStarted(path: String) throws {
        let command = try MasterKeyCommand(text: path, environment: [:])
        let error = #expect(throws: VaultError.self) { try command.run() }
        #expect(error?.code == "master-key-command")
    }

    /// Whether no process of the group is left, those that still wait to be buried by init apart.
    private static func hasEnded(group: pid_t) -> Bool {
        for _ in 0..<1000 {
            if kill(-group, 0) != 0 { return true }
            _ = poll(nil, 0, 10)
        }
        return false
    }
}
