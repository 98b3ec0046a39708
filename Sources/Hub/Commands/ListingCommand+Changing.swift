import ArgumentParser
import Commerce
import Foundation
import Operations

extension ListingCommand {
    struct Publish: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a listing on sale. Says first what the shop charges for it; --yes agrees.")
        @OptionGroup var which: ListingFlags
        @OptionGroup var outlets: OutletFlags
        @Flag(help: "The fee is known and meant.") var yes = false
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let listing = try await PublishListing(
                connection: self.which.connection, listing: self.which.listing, agrees: self.yes,
                outlets: self.outlets.publication
            ).run(desk)
            try out.show(listing) { ListingText.show($0, out) }
        }
    }

    struct Deactivate: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a listing off sale, or out of some outlets only. It stays in the shop.")
        @OptionGroup var which: ListingFlags
        @OptionGroup var outlets: OutletFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let listing = try await DeactivateListing(
                connection: self.which.connection, listing: self.which.listing, outlets: self.outlets.publication
            ).run(desk)
            try out.show(listing) { ListingText.show($0, out) }
        }
    }

    struct End: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Put a listing away: off sale everywhere, and kept in the shop; gone at Amazon, where --yes agrees.")
        @OptionGroup var which: ListingFlags
        @Flag(help: "It is known that it may not come back.") var yes = false
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let listing = try await EndListing(
                connection: self.which.connection, listing: self.which.listing, agrees: self.yes
            ).run(desk)
            try out.show(listing) { ListingText.show($0, out) }
        }
    }

    struct Edit: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what a listing says. What is not named stays.")
        @OptionGroup var which: ListingFlags
        @OptionGroup var words: WordFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let listing = try await EditListing(
                connection: self.which.connection, listing: self.which.listing, edit: self.words.edit
            ).run(desk)
            try out.show(listing) { ListingText.show($0, out) }
        }
    }

    struct Image: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a picture to a listing: JPEG, PNG or GIF. Said twice it is there twice.",
            discussion: "A shop that works on pictures is asked for some seconds what became of it.")
        @OptionGroup var which: ListingFlags
        @Argument(help: "The picture's file.", completion: .file()) var file: String?
        @Option(help: "Instead of a file: where the shop gets it by itself, https://…") var url: String?
        @Option(help: "Its place among the pictures, from 1.") var rank: Int?
        @Option(help: "What it shows, for people who do not see it.") var alt: String?
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func validate() throws {
            guard (self.file == nil) != (self.url == nil) else {
                throw ValidationError("Name a file, or --url and no file.")
            }
        }

        func run(at desk: Desk, _ out: Output) async throws {
            let added = try await AddListingImage(
                connection: self.which.connection, listing: self.which.listing, source: try self.source(),
                rank: self.rank, altText: self.alt
            ).run(desk)
            try out.show(added) { added in
                let place = "listing \(added.listing) of \(added.connection)"
                guard !added.troubles.isEmpty else { return out.line("The picture is on \(place).") }
                out.line("The picture was added to \(place).")
                for row in added.troubles where row.state == "failed" {
                    out.line("Picture \(row.place) cannot be used: \(row.reason ?? "") (\(row.code ?? ""))")
                }
                if added.troubles.contains(where: { $0.state == "processing" }) {
                    out.line("The shop still works on it: entrepot listing pictures tells what became of it.")
                }
            }
        }

        private func source() throws -> AddListingImage.Source {
            guard let file = self.file else { return .address(self.url ?? "") }
            return .file(try Self.bytes(file), name: URL(filePath: file).lastPathComponent)
        }

        /// One byte more than is allowed at most, so that a huge file is refused without being read.
        private static func bytes(_ path: String) throws -> [UInt8] {
            guard let file = FileHandle(forReadingAtPath: path) else { throw PictureFileError(path: path) }
            defer { try? file.close() }
            return Array(try file.read(upToCount: AddListingImage.largest + 1) ?? Data())
        }
    }
}

extension ListingCommand {
    struct Pictures: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the pictures of a listing in their order, and why a shop could not use one.")
        @OptionGroup var which: ListingFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let rows = try await ListPictures(
                connection: self.which.connection, listing: self.which.listing
            ).run(desk)
            try out.show(rows) { rows in
                var table = Table(
                    [("PLACE", .right), ("STATE", .left), ("SHOWS", .left), ("WHY", .left)],
                    empty: "The listing has no picture.")
                for row in rows { table.add([String(row.place), row.state, row.altText, row.reason]) }
                out.table(table)
            }
        }
    }
}

/// A changed listing for people at a terminal.
private enum ListingText {
    static func show(_ listing: ChangedListing, _ out: Output) {
        out.line("“\(listing.title)” (\(listing.listing)) of \(listing.connection) is \(listing.status).")
    }
}

private struct PictureFileError: Error, Explained {
    let path: String
    var code: String { "listing.file" }
    var sentence: String { "The file \(self.path) cannot be opened." }
    var wayOut: String { "Check its name and whether you may read it." }
}
