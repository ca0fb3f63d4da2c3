import Foundation
import NIOConcurrencyHelpers

/// The page's own files, which are in the program itself: it is installed as one file.
package enum PageFiles {
    /// The page as it is served.
    @Sendable
    static func site() -> PageSite {
        #if DEBUG
            if let folder = folder.withLockedValue({ $0 }) { return PageSite(files(in: folder)) }
        #endif
        return built
    }

    private static let built = PageSite(all)

    #if DEBUG
        private static let folder = NIOLockedValueBox<String?>(nil)

        /// Has a folder read for each request instead, so that whoever works on the page has only to load it again.
        package static func read(from path: String) { folder.withLockedValue { $0 = path } }

        private static func files(in folder: String) -> [PageFile] {
            let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            return paths.compactMap { path in
                FileManager.default.contents(atPath: "\(folder)/\(path)").map { PageFile(path: path, bytes: Array($0)) }
            }
        }
    #endif

    /// Every file of the folder `Files`; a test holds the two together.
    static let all = [
        PageFile(path: "base/address.js", bytes: PackageResources.address_js),
        PageFile(path: "base/announce.js", bytes: PackageResources.announce_js),
        PageFile(path: "base/dom.js", bytes: PackageResources.dom_js),
        PageFile(path: "base/format.js", bytes: PackageResources.format_js),
        PageFile(path: "base/keys.js", bytes: PackageResources.keys_js),
        PageFile(path: "base/prefs.js", bytes: PackageResources.prefs_js),
        PageFile(path: "base/words.js", bytes: PackageResources.words_js),
        PageFile(path: "icons/icon-bad.svg", bytes: PackageResources.icon_bad_svg),
        PageFile(path: "icons/icon-good.svg", bytes: PackageResources.icon_good_svg),
        PageFile(path: "icons/icon-idle.svg", bytes: PackageResources.icon_idle_svg),
        PageFile(path: "icons/icon-running.svg", bytes: PackageResources.icon_running_svg),
        PageFile(path: "index.html", bytes: PackageResources.index_html),
        PageFile(path: "job/audit.js", bytes: PackageResources.audit_js),
        PageFile(path: "job/cancel.js", bytes: PackageResources.cancel_js),
        PageFile(path: "job/failures.js", bytes: PackageResources.failures_js),
        PageFile(path: "job/job-head.js", bytes: PackageResources.job_head_js),
        PageFile(path: "job/job-page.js", bytes: PackageResources.job_page_js),
        PageFile(path: "job/job-search.js", bytes: PackageResources.job_search_js),
        PageFile(path: "job/node-table.js", bytes: PackageResources.node_table_js),
        PageFile(path: "job/tiles.js", bytes: PackageResources.tiles_js),
        PageFile(path: "main.js", bytes: PackageResources.main_js),
        PageFile(path: "net/api.js", bytes: PackageResources.api_js),
        PageFile(path: "net/events.js", bytes: PackageResources.events_js),
        PageFile(path: "net/sse.js", bytes: PackageResources.sse_js),
        PageFile(path: "node/artifacts.js", bytes: PackageResources.artifacts_js),
        PageFile(path: "node/facts.js", bytes: PackageResources.facts_js),
        PageFile(path: "node/film.js", bytes: PackageResources.film_js),
        PageFile(path: "node/find.js", bytes: PackageResources.find_js),
        PageFile(path: "node/log-source.js", bytes: PackageResources.log_source_js),
        PageFile(path: "node/log-view.js", bytes: PackageResources.log_view_js),
        PageFile(path: "node/node-page.js", bytes: PackageResources.node_page_js),
        PageFile(path: "store/job-store.js", bytes: PackageResources.job_store_js),
        PageFile(path: "text/ansi.js", bytes: PackageResources.ansi_js),
        PageFile(path: "text/cast.js", bytes: PackageResources.cast_js),
        PageFile(path: "text/log-lines.js", bytes: PackageResources.log_lines_js),
        PageFile(path: "trawl.css", bytes: PackageResources.trawl_css),
        PageFile(path: "views/frame.js", bytes: PackageResources.frame_js),
        PageFile(path: "views/jobs.js", bytes: PackageResources.jobs_js),
        PageFile(path: "views/new-job.js", bytes: PackageResources.new_job_js),
        PageFile(path: "views/parts.js", bytes: PackageResources.parts_js),
        PageFile(path: "views/sign-in.js", bytes: PackageResources.sign_in_js),
    ]
}
