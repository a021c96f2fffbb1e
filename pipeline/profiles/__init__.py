"""What the corpus itself teaches: blocks that stand on page after page are a publisher's chrome.

lines     how blocks are compared, and what a page's frame is known by
store     profiles on disk, and which of them a page has
reading   a raw page -> its lines (in the worker)
groups    whose pages belong together: host, name, or like frames
copies    pages that tell the same story count once
counting  a group's lines -> what stands on enough of its pages, and is no body
learning  all of it: raw pages -> profiles, with hysteresis
command   what a person asks and says of them
"""
