import ArgumentParser
import Commerce
import Foundation
import Logging
import Operations
import ServiceLifecycle
import Synchronization
import Web

/// Flags of commands that send a merchant to a channel's consent page.
struct ConsentFlags: ParsableArguments {
    @Flag(help: "Show the consent page's address only; open no browser.")
    var noBrowser = false
    @Flag(help: "Wait for no answer: paste the address that the browser ended at. For machines without a browser.")
    var paste = false
    @Option(help: "Wait for the answer at http://localhost:PORT; by default at the hub's public address, else at 8485.")
    var listen: Int?

    func validate() throws {
        guard self.listen.map({ (1...65_535).contains($0) }) ?? true else {
            throw ValidationError("--listen is a port from 1 to 65535.")
        }
    }
}

/// Sends a merchant to a consent page and waits until the answer has come: here, at the running hub, or by hand.
struct ConsentTalk {
    let aim: BeginConsent.Aim
    let channel: String
    let flags: ConsentFlags
    var say: @Sendable (String) -> Void = { Output(write: Output.standardError).line($0) }

    private static let usualPort = 8485

    func run(_ desk: Desk) async throws -> ConnectionHealth {
        let port = self.flags.listen ?? (desk.hub.publicAddress == nil ? Self.usualPort : nil)
        let here = port.flatMap { URL(string: "http://localhost:\($0)/oauth/callback/\(self.channel)") }
        let asked = try await BeginConsent(self.aim, redirect: here).run(desk)
        self.say("Open this page, signed in as the owner of the shop:")
        self.say("  \(asked.page)")
        self.say("It sends you back to \(asked.redirect), which must be registered there letter by letter.")
        if !self.flags.noBrowser, !self.flags.paste { Browser.open(asked.page) }
        if self.flags.paste {
            return try await FinishConsent(try Self.pasted()).run(desk.hub).connection
        }
        self.say("Waiting for the answer, ten minutes at most.")
        return try await self.wait(asked, desk, port: port)
    }

    private func wait(_ asked: AskedConsent, _ desk: Desk, port: Int?) async throws -> ConnectionHealth {
        let watch = ConsentWatch(desk: desk, id: asked.id)
        guard let port else { return try await watch.end() }
        let listening = ConsentSite(desk.hub, port: port)
        let hasOpened = Mutex(false)
        do {
            try await ServeCommand.group(
                [
                    .init(service: listening.application { _ in hasOpened.withLock { $0 = true } }),
                    .init(service: watch, successTerminationBehavior: .gracefullyShutdownGroup),
                ], desk.hub.log
            ).run()
        } catch  where !hasOpened.withLock({ $0 }) {
            throw PortTaken(port: port)
        }
        return try await watch.end()
    }

    /// Reads an address from standard input; asks for it where a person sits at the terminal.
    static func pasted() throws -> ConsentAnswer {
        if isatty(STDIN_FILENO) == 1 {
            Output.standardError("Paste the address that the browser ended at: ")
        }
        return try ConsentAnswer(pasted: readLine() ?? "")
    }
}

/// Looks until there is an answer.
struct ConsentWatch: Service {
    let desk: Desk
    let id: String

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while try await ShowConsent(self.id).run(self.desk).state == .waiting {
                try await Task.sleep(for: .milliseconds(300))
            }
        }
    }

    /// - Throws: `ConsentRefused` where it came to nothing.
    func end() async throws -> ConnectionHealth {
        try await self.run()
        let progress = try await ShowConsent(self.id).run(self.desk)
        guard let connection = progress.connection else { throw ConsentRefused(progress) }
        return connection
    }
}

/// What another process, or the listener, was told when it finished the consent.
struct ConsentRefused: Error, Explained {
    let code: String
    let sentence: String
    let wayOut: String

    init(_ progress: ConsentProgress) {
        self.code = progress.code ?? "consent.ended"
        self.sentence = progress.sentence ?? "The consent was not finished."
        self.wayOut = progress.wayOut ?? "Begin again."
    }
}

struct PortTaken: Error, Explained {
    let port: Int
    var code: String { "port.taken" }
    var sentence: String { "The port \(self.port) of this machine cannot be listened on." }
    var wayOut: String { "Name another with --listen PORT (registered at the channel), or use --paste." }
}

/// The system's browser, where there is one.
enum Browser {
    static func open(_ address: String) {
        #if os(macOS)
            let program = "/usr/bin/open"
        #else
            let program = "/usr/bin/xdg-open"
        #endif
        guard isatty(STDERR_FILENO) == 1, FileManager.default.isExecutableFile(atPath: program) else { return }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [address]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try? process.run()
    }
}
