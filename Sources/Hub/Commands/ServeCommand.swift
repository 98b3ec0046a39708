import ArgumentParser
import Commerce
import Hummingbird
import Jobs
import Logging
import Operations
import Records
import ServiceLifecycle
import StorePostgres
import UnixSignals
import Vault
import Web

/// Web and workers in one process.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the hub: live page, API, webhooks and workers, until told to stop.",
        discussion: "Ctrl-C or SIGTERM ends it in order: what runs is finished, leases are given back.")

    @Flag(help: "No workers in this process; run them elsewhere with `entrepot work`.")
    var webOnly = false
    @OptionGroup var settings: SettingFlags

    func run() async throws {
        try await Failure.reporting {
            let settings = try Settings(flags: self.settings.given)
            let log = Logger(settings)
            try await Opened.with(settings, log: log) { opened in
                try await opened.checkRole()
                let hub = opened.installation
                let site = Site(hub, settings: try settings.site())
                var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
                    .init(service: site.application { await Self.opened(settings, hub, port: $0) }),
                    .init(service: LimitService(site.limits, hub)),
                ]
                services.append(.init(service: KeyService(hub)))
                services.append(.init(service: AuditService(hub, settings)))
                if hub.people.mailer != nil { services.append(.init(service: LetterService(hub))) }
                if !self.webOnly {
                    services.append(.init(service: WorkerService(hub, settings)))
                    services.append(.init(service: QueueService(hub)))
                }
                try await Self.group(services, log).run()
            }
        }
    }

    static func group(_ services: [ServiceGroupConfiguration.ServiceConfiguration], _ log: Logger) -> ServiceGroup {
        var quiet = log
        quiet.logLevel = max(log.logLevel, .warning)
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigint, .sigterm], logger: quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        return ServiceGroup(configuration: configuration)
    }

    /// At the very first start: the token of the API, which is stored as a digest only and so shown once. As long as nobody
    /// has an account: the link that makes the first one.
    static func greet(_ hub: Installation, _ out: Output) async throws {
        if let created = try await EnsureToken().run(hub) {
            out.line("The API's bearer token, shown this once:")
            out.line("  \(created.token.reveal())")
            out.line("Make others with: entrepot token create NAME")
        }
        guard let link = try await PrepareSetup().run(hub) else { return }
        out.line("Nobody has an account yet. Open this link to make the owner's; it is good once, for a day:")
        out.line("  \(link.reveal())")
    }

    /// Says where it listens, and what whoever has started it for the first time needs.
    private static func opened(_ settings: Settings, _ hub: Installation, port: Int) async {
        let out = Output(write: Output.standardError)
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let scheme = settings.tls == nil ? "http" : "https"
        out.line("Entrepot \(Program.version) is open: \(scheme)://\(host):\(port)")
        hub.log.info("listening", metadata: ["port": "\(port)", "database": "\(settings.database.shown)"])
        // The port is known only now where a free one was taken.
        var hub = hub
        if let address = settings.ownAddress(port: port) { hub.people.address = address }
        do { try await Self.greet(hub, out) } catch {
            Output.standardError(Failure(error).text)
        }
    }
}

extension Opened {
    /// - Throws: `UnsafeRole` where the role of the database could see every tenant's rows.
    func checkRole() async throws {
        guard let store = self.installation.store as? PostgresStore else { return }
        do { try await store.checkRole() } catch let error as RoleError { throw UnsafeRole(error: error) }
    }
}

/// The role in the database address would make row-level security no wall.
struct UnsafeRole: Error, Explained {
    let error: RoleError

    var code: String { "database.role" }
    var sentence: String {
        "The role \(self.error.role) \(self.error.reason.rawValue), so that one workspace could see another's rows."
    }
    var wayOut: String { "Run: entrepot migrate --owner-url …, and connect as the role that it makes, entrepot_app." }
}
