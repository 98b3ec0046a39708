import ArgumentParser
import Logging
import Operations
import Vault

/// The keys that everything secret is sealed under.
struct VaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault", abstract: "Keys: which there are, changing them, taking credentials elsewhere.",
        discussion:
            "Changing keys needs no stop: `entrepot serve` goes on. What was killed is finished by the next run.",
        subcommands: [Status.self, Rotate.self, Export.self, Import.self])

    struct Status: KeyCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which master key is in use, what is sealed under which key, how old they are.")
        @OptionGroup var list: ListFlags
        @OptionGroup var settings: SettingFlags
        var isJSON: Bool { self.list.json }

        func run(_ hub: Installation, _ out: Output) async throws {
            try out.show(try await ShowVault().run(hub)) { VaultText.show($0, out) }
        }
    }

    struct Rotate: KeyCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change the master key, or with --workspaces the keys of workspaces, while everything runs.",
            discussion: """
                From a key file: a new key is made and the old one is taken out at the end; make a backup of the file before \
                and after. From a variable or a command: put the new key there first, before the old one.
                """)
        @Flag(help: "Change the keys of workspaces: each value is sealed anew.") var workspaces = false
        @Option(help: "Of this workspace only, by name or id.") var workspace: String?
        @Flag(help: "Only put a new master key into the file, to be copied to other machines first.")
        var prepare = false
        @Flag(help: "Give the old keys up although some values do not open with them either.")
        var leaveUnreadable = false
        @OptionGroup var list: ListFlags
        @OptionGroup var settings: SettingFlags
        var isJSON: Bool { self.list.json }

        func run(_ hub: Installation, _ out: Output) async throws {
            let line = ProgressLine()
            if self.workspaces || self.workspace != nil {
                try await CheckMasterKeys().run(hub)
                let one = self.workspace == nil ? nil : try await FindWorkspace(self.workspace).run(hub)
                let done = try await RotateTenantKeys(
                    workspace: one, leavesUnreadable: self.leaveUnreadable, progress: line.show
                ).run(hub)
                line.end()
                try out.show(done) { VaultText.show($0, out) }
            } else {
                let done = try await RotateMasterKey(
                    leavesUnreadable: self.leaveUnreadable, onlyPrepares: self.prepare, progress: line.show
                ).run(hub)
                line.end()
                try out.show(done) { VaultText.show($0, hub, isOnlyPrepared: self.prepare, out) }
            }
        }
    }

    struct Export: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a workspace's credentials into a file, each as a Fernet token.")
        @Option(help: "The file to write; it must not be there yet. `-` for standard output.") var to: String
        @OptionGroup var keyFile: FernetKeyFlags
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let (lines, count) = try await ExportCredentials(key: try self.keyFile.key(mayMake: true)).run(desk)
            if self.to == "-" {
                out.line(String(decoding: lines.dropLast(), as: UTF8.self))
            } else {
                try SecretFile.make(self.to, lines)
                out.line(
                    "\(Words.count(count, "secret", "secrets")) written to \(self.to), under the key in "
                        + "\(self.keyFile.keyFile). Keep the two apart.")
            }
        }
    }

    struct Import: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read credentials from such a file into connections that are there.")
        @Option(help: "The file.") var from: String
        @OptionGroup var keyFile: FernetKeyFlags
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let key = try self.keyFile.key(mayMake: false)
            let bytes = try SecretFile.read(self.from, atMost: ImportCredentials.longest)
            let done = try await ImportCredentials(key: key, bytes: bytes).run(desk)
            out.line("\(Words.count(done.taken, "secret", "secrets")) taken in.")
            for name in done.unknown { out.line("There is no connection “\(name)” here: connect it first.") }
            if !done.unknown.isEmpty { throw ExitCode(1) }
        }
    }
}

/// A command about the keys: it opens the installation though the keys at hand are not the right ones.
protocol KeyCommand: HubCommand {}

extension KeyCommand {
    func run() async throws {
        try await Failure.reporting {
            var settings = try Settings(flags: self.settings.given)
            if self.settings.logLevel == nil { settings.logLevel = max(settings.logLevel, .warning) }
            try settings.checkExists()
            try await Opened.with(settings, checksKeys: false) { opened in
                try await self.run(opened.installation, Output(isJSON: self.isJSON))
            }
        }
    }
}

/// Where the Fernet key of a file of credentials is.
struct FernetKeyFlags: ParsableArguments {
    @Option(help: "A file that holds the Fernet key; `vault export` makes it where there is none.")
    var keyFile: String

    func key(mayMake: Bool) throws -> FernetKey {
        if mayMake, !SecretFile.exists(self.keyFile) {
            let key = FernetKey.generate()
            try SecretFile.make(self.keyFile, Array((key.text.reveal() + "\n").utf8))
            return key
        }
        let bytes = try SecretFile.read(self.keyFile, atMost: 1_024)
        return try FernetKey(text: String(decoding: bytes, as: UTF8.self))
    }
}
