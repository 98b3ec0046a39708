import Commerce
import Foundation
import Records
import Store

/// Brings a product CSV into the catalogue, a few dozen rows in a transaction, with what is odd about it row by row.
///
/// Running the same file again changes nothing: rows are joined by SKU and counts are booked as differences. What a file
/// does not say (a price, a policy, a count) stays as it is.
public struct ImportCatalogue: Sendable {
    public var bytes: [UInt8]
    /// The file's name, for people.
    public var source: String
    /// `nil` for the workspace's currency and whatever format the first row has.
    public var options: ImportOptions?
    /// A person's yes to many zeros or steep price falls.
    public var releaseBrake: Bool

    public init(bytes: [UInt8], source: String, options: ImportOptions? = nil, releaseBrake: Bool = false) {
        self.bytes = bytes
        self.source = source
        self.options = options
        self.releaseBrake = releaseBrake
    }

    /// Rows in one transaction.
    static let chunk = 50

    /// - Parameter progress: Told after each transaction; called on any thread, and it should be quick.
    /// - Throws: `OperationError.fileRefused` for a file that cannot be read at all, `.planBraked` for a mass change.
    public func run(
        _ desk: Desk, progress: @Sendable (ImportReport) -> Void = { _ in }
    ) async throws -> ImportReport {
        let source = try Name.checked(self.source, field: "source")
        let workspace = try await desk.read { try WorkspaceRecords.load($0) }
        let file: CatalogueImport
        do throws(ImportError) {
            file = try CatalogueImport(
                bytes: self.bytes, options: self.options ?? ImportOptions(currency: workspace?.currency ?? .eur))
        } catch {
            throw OperationError.fileRefused(error)
        }
        let survey = try await CatalogueSurvey.of(file, desk)
        guard survey.brakes.isEmpty || self.releaseBrake else { throw OperationError.planBraked(survey.brakes) }
        var run = ImportRunRecord(
            id: desk.hub.id(), source: source, format: file.format.rawValue, total: file.rowCount, startedAt: desk.now)
        let begun = run
        try await desk.write { db in
            // A run of this file that never ended was cut short by a crash: this one does its rest.
            try ImportRecords.failRunning(db, source: source, at: desk.now)
            try ImportRecords.save(db, begun)
            try desk.audit(
                db, .catalogueImported, on: DeedObject("import", begun.id),
                ["format": begun.format, "rows": begun.total.map { "\($0)" } ?? ""])
        }
        do {
            try await self.work(file, survey, &run, desk, progress)
        } catch {
            var failed = run
            failed.state = .failed
            failed.finishedAt = desk.now
            let record = failed
            try? await desk.write { db in try ImportRecords.save(db, record) }
            throw error
        }
        return ImportReport(run)
    }

    private func work(
        _ file: CatalogueImport, _ survey: CatalogueSurvey, _ run: inout ImportRunRecord, _ desk: Desk,
        _ progress: @Sendable (ImportReport) -> Void
    ) async throws {
        var products: [String: ProductDraft] = [:]
        var rows: [ImportRow] = []
        var bundles: [ImportRow] = []
        var issues = 0
        let cause: OfferRecord.Cause = self.releaseBrake ? .rule : .person
        for row in file {
            if let product = row.product, products[product.key] == nil {
                products[product.key] = survey.complete(product)
            }
            // A bundle is joined to its parts once they are all there.
            if case .variant(let draft) = row.outcome, draft.bundle != nil {
                bundles.append(row)
            } else {
                rows.append(row)
            }
            if rows.count == Self.chunk {
                issues = try await self.take(rows, products, &run, issues, cause, desk)
                progress(ImportReport(run))
                rows = []
            }
        }
        for rest in [rows, bundles] {
            for start in stride(from: 0, to: rest.count, by: Self.chunk) {
                let part = Array(rest[start..<min(start + Self.chunk, rest.count)])
                issues = try await self.take(part, products, &run, issues, cause, desk)
                progress(ImportReport(run))
            }
        }
        run.state = .finished
        run.finishedAt = desk.now
        let finished = run
        try await desk.write { db in
            try ImportRecords.save(db, finished)
            try EventRecords.insert(
                db,
                [
                    EventRecord(
                        id: desk.hub.id(), at: desk.now, kind: "catalogue.imported", level: .success,
                        summary:
                            "\(finished.source): \(finished.created) new, \(finished.updated) changed, \(finished.refused) refused.",
                        detail: ["run": finished.id.text], trace: desk.trace)
                ])
        }
        progress(ImportReport(run))
    }

    /// Rows, what is odd about them, and how far the run is: one transaction.
    private func take(
        _ rows: [ImportRow], _ products: [String: ProductDraft], _ run: inout ImportRunRecord, _ issues: Int,
        _ cause: OfferRecord.Cause, _ desk: Desk
    ) async throws -> Int {
        let before = run
        let keys = rows.compactMap(\.productKey)
        let needed = Dictionary(keys.compactMap { key in products[key].map { (key, $0) } }, uniquingKeysWith: { $1 })
        let (after, count) = try await desk.write { db in
            let recording = RecordCatalogue(db: db, desk: desk, run: before, products: needed)
            let (after, odd) = try recording.record(rows, cause: cause)
            try ImportRecords.add(db, run: after.id, from: issues, odd)
            try ImportRecords.save(db, after)
            return (after, odd.count)
        }
        run = after
        return issues + count
    }
}
