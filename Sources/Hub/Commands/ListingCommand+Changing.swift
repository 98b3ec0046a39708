import ArgumentParser
import Commerce
import Foundation
import Operations

extension ListingCommand {
    struct Publish: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a listing on sale. Says first what the shop charges for it; --yes agrees.")
        @OptionGroup var which: ListingFlags
        @Flag(help: "The fee is known and meant.") var yes = false
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let listing = try await PublishListing(
                connection: self.which.connection, listing: self.which.listing, agrees: self.yes
            ).run(desk)
            try out.show(listing) { ListingText.show($0, out) }
        }
    }

    struct Deactivate: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Take a listing off sale. It stays in the shop.")
        @OptionGroup var which: ListingFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let listing = try await DeactivateListing(
                connection: self.which.connection, listing: self.which.listing
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
            abstract: "Add a picture to a listing: JPEG, PNG or GIF. Said twice it is there twice.")
        @OptionGroup var which: ListingFlags
        @Argument(help: "The picture's file.", completion: .file()) var file: String
        @Option(help: "Its place among the pictures, from 1.") var rank: Int?
        @Option(help: "What it shows, for people who do not see it.") var alt: String?
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let added = try await AddListingImage(
                connection: self.which.connection, listing: self.which.listing, bytes: try self.bytes(),
                fileName: URL(filePath: self.file).lastPathComponent, rank: self.rank, altText: self.alt
            ).run(desk)
            try out.show(added) { added in
                out.line("The picture is on listing \(added.listing) of \(added.connection).")
            }
        }

        /// One byte more than is allowed at most, so that a huge file is refused without being read.
        private func bytes() throws -> [UInt8] {
            guard let file = FileHandle(forReadingAtPath: self.file) else { throw PictureFileError(path: self.file) }
            defer { try? file.close() }
            return Array(try file.read(upToCount: AddListingImage.largest + 1) ?? Data())
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
