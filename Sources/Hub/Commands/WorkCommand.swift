import ArgumentParser
import Logging
import ServiceLifecycle

/// Workers without the web: a second process on the same database.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Run workers only; several processes may share one database.")

    @OptionGroup var settings: SettingFlags

    func run() async throws {
        try await Failure.reporting {
            let settings = try Settings(flags: self.settings.given)
            let log = Logger(settings)
            try await Opened.with(settings, log: log) { opened in
                try await opened.checkRole()
                log.info("working", metadata: ["database": "\(settings.database.shown)"])
                let worker = WorkerService(opened.installation, settings)
                let books = AuditService(opened.installation, settings)
                try await ServeCommand.group(
                    [
                        .init(service: books), .init(service: worker),
                        .init(service: KeyService(opened.installation)),
                        .init(service: QueueService(opened.installation)),
                    ], log
                ).run()
            }
        }
    }
}
